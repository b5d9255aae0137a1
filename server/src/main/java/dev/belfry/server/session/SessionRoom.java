package dev.belfry.server.session;

import dev.belfry.server.hub.Hub;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;

/// What all sessions of one loop share.
///
/// @param budget for what waits to be sent
/// @param incoming for what was received and is not whole, or not taken yet
public record SessionRoom(
    Hub hub,
    Publisher publisher,
    SessionBounds bounds,
    ByteBudget budget,
    ByteBudget incoming,
    Clock clock) {
  public Loop loop() {
    return hub.loop();
  }
}
