/// The only Netty: accepts sockets, reads HTTP, switches to WebSocket or an event stream, and gives
/// sessions their outlets.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge;
