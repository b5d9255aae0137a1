/// The wire layer of WebSocket.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.websocket;
