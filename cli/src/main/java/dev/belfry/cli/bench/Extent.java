package dev.belfry.cli.bench;

import java.time.Duration;

/// How long to publish.
public sealed interface Extent {

  /// So many messages; none only opens the connections.
  record Messages(int count) implements Extent {}

  /// As many as fit into the time.
  record Lasting(Duration time) implements Extent {}
}
