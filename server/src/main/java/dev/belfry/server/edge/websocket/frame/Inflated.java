package dev.belfry.server.edge.websocket.frame;

import dev.belfry.server.session.CloseReason;

/// What came of a compressed message.
sealed interface Inflated {
  record Whole(byte[] bytes) implements Inflated {}

  record Refused(CloseReason reason) implements Inflated {}
}
