package dev.belfry.server.health;

import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.function.Consumer;

/// What a node knows of its own health. Any thread asks.
///
/// @param probes one for each store
public record Health(List<PublishProbe> probes, Heartbeats heartbeats, Logs logs) {
  public Health {
    probes = List.copyOf(probes);
  }

  /// Begins to look.
  public void start() {
    probes.forEach(PublishProbe::start);
    heartbeats.start();
  }

  /// Looks no more.
  public void close() {
    heartbeats.close();
  }

  /// Whether a publish would reach its subscribers, as the probes have found, and would be kept
  /// now. `then` is called once, on `caller`, perhaps before this returns.
  public void ready(Loop caller, Consumer<Boolean> then) {
    if (probes.stream().allMatch(PublishProbe::good)) {
      logs.ready(caller, then);
    } else {
      then.accept(false);
    }
  }

  /// Whether every loop lives.
  public boolean live() {
    return heartbeats.live();
  }
}
