package dev.belfry.server;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.session.ConnectionsElsewhere;
import dev.belfry.server.store.shared.ControlState.Elsewhere;
import dev.belfry.server.store.shared.SharedControl;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Tells other nodes each second how many connections users have here, and asks about those who
/// have new ones. Owned by a loop.
final class ConnectionCounts {
  private static final Elsewhere NONE = new Elsewhere(0, false);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// Users told and asked about in one question; the others have their turn with the next.
  private static final int USERS_MAX = 1_000;

  /// Beside those that have changed, so many are told again in a second: what an engine has lost,
  /// or forgets after half an hour, is there again in time.
  private static final int TOLD_AGAIN = 200;

  private final String node;
  private final SharedControl control;
  private final ConnectionsElsewhere connections;
  private final Loop loop;
  private final Clock clock;
  private boolean asking;

  ConnectionCounts(
      String node,
      SharedControl control,
      ConnectionsElsewhere connections,
      Loop loop,
      Clock clock) {
    this.node = node;
    this.control = control;
    this.connections = connections;
    this.loop = loop;
    this.clock = clock;
  }

  void start() {
    var _ = Recurring.start("counting connections of users", loop, INTERVAL, this::tick);
  }

  private void tick() {
    connections.sweep(clock.nanos());
    connections.tellSome(TOLD_AGAIN);
    ask();
  }

  private void ask() {
    if (asking) {
      return;
    }
    asking = true;
    Map<String, Integer> counts = connections.takeChanged(USERS_MAX);
    Set<String> due = connections.due(clock.nanos(), USERS_MAX);
    control.connections(
        node,
        counts,
        due,
        answers -> loop.execute(() -> answered(counts, due, answers)),
        () ->
            loop.execute(() -> {
              asking = false;
              connections.putBack(counts.keySet());
            }));
  }

  private void answered(
      Map<String, Integer> told, Set<String> asked, Map<String, Elsewhere> answers) {
    asking = false;
    long now = clock.nanos();
    for (String user : asked) {
      Elsewhere there = answers.getOrDefault(user, NONE);
      connections.heard(user, there.connections(), there.theyLeave(), now);
    }
    if (told.size() == USERS_MAX || asked.size() == USERS_MAX) {
      ask();
    }
  }
}
