/// WebSocket: the raw and the framed protocol, sockets of the embedding program, and the connection
/// that they share.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.websocket;
