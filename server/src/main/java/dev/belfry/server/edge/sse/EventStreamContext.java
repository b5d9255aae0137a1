package dev.belfry.server.edge.sse;

import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.session.SessionContext;
import io.netty.buffer.ByteBufAllocator;

/// What all event streams of one loop share.
public record EventStreamContext(
    ConnectionContext sockets, SessionContext sessions, ByteBufAllocator allocator) {}
