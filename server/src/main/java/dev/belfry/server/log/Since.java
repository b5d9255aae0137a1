package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import java.time.Duration;

/// Where a subscriber wants to begin.
public sealed interface Since {
  /// With the next message.
  record Now() implements Since {}

  /// After a position it was given before.
  record After(Position position) implements Since {}

  /// With the oldest message kept.
  record Earliest() implements Since {}

  /// With the newest `count` messages, 1 to 1,000,000.
  record Last(int count) implements Since {}

  /// With the messages of the last while.
  record Within(Duration age) implements Since {}

  /// After a place that names nothing here: answered with a gap of unknown size.
  record Unknown() implements Since {}
}
