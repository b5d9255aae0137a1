package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.edge.http.dispatch.HttpDispatcher;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.runtime.Tracing;
import java.util.function.BooleanSupplier;

/// What all HTTP connections of one loop share.
///
/// @param date of the responses
/// @param stopping whether the server is about to stop: then no connection stays open after a
///   response
public record HttpContext(
    ConnectionContext sockets,
    HttpDispatcher dispatcher,
    HttpDate date,
    BooleanSupplier stopping,
    AccessLog accessLog,
    Tracing tracing) {}
