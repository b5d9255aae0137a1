package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.protocol.TimeText;
import java.time.Duration;
import java.util.Optional;

/// Where a subscriber wants to begin.
public sealed interface Since {
  /// The most messages that a count back may reach.
  int COUNT_MAX = 1_000_000;

  /// What is said to one who wrote something else.
  String FORMS = "since is a position, earliest, a count back such as -50 or an age such as 10m";

  /// Reads a position, `earliest`, a count back (`-50`) or an age (`10m`).
  static Optional<Since> parse(String text) {
    if (text.equals("earliest")) {
      return Optional.of(new Earliest());
    }
    if (text.matches("-[1-9][0-9]{0,6}")) {
      int count = Integer.parseInt(text.substring(1));
      return count > COUNT_MAX ? Optional.empty() : Optional.of(new Last(count));
    }
    return Position.parse(text)
        .<Since>map(After::new)
        .or(() -> TimeText.parseDuration(text).map(Within::new));
  }

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
