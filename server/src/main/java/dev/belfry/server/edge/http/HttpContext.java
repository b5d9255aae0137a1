package dev.belfry.server.edge.http;

import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.edge.http.dispatch.HttpDispatcher;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.runtime.Clock;
import java.util.function.BooleanSupplier;

/// What all HTTP connections of one loop share.
///
/// @param date of the responses
/// @param publishesPerSecondMax what one connection may publish in a second; 0 for no bound
/// @param stopping whether the server is about to stop: then no connection stays open after a
///   response
public record HttpContext(
    ConnectionContext sockets,
    HttpDispatcher dispatcher,
    HttpDate date,
    int publishesPerSecondMax,
    BooleanSupplier stopping,
    Clock clock) {}
