/// Netty as the server uses it: event loops, transports, the accepting socket, and the sockets of
/// clients with their limits and timeouts.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.netty;
