package dev.belfry.server.session;

import dev.belfry.server.hub.Hub;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;

/// What all sessions of one loop share.
public record SessionRoom(
    Hub hub, Publisher publisher, SessionBounds bounds, OutboxBudget budget, Clock clock) {
  public Loop loop() {
    return hub.loop();
  }
}
