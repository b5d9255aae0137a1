package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;

/// What all sockets of one loop share, whatever is spoken on them.
///
/// @param goodbye what clients are told when the server stops
/// @param outboxes for what waits to be sent
/// @param incoming for what was received and is not whole, not taken or not answered yet
public record ConnectionContext(
    Loop loop,
    ConnectionTable connections,
    ConnectionTimeouts timeouts,
    ShutdownNotice goodbye,
    ByteBudget outboxes,
    IncomingBudget incoming) {

  /// When a socket that is opened now was last pinged, as it were: spread, so that clients that
  /// connect together are not pinged together.
  public int firstPingedSeconds() {
    return connections.nowSeconds() - connections.size() % timeouts.pingSeconds();
  }
}
