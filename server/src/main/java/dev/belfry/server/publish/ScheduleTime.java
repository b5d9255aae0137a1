package dev.belfry.server.publish;

import dev.belfry.protocol.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a message is to appear, as publishers write it.
public final class ScheduleTime {
  /// What is said to one who wrote something else.
  public static final String FORM =
      "is a delay such as 30s, 10m, 24h, or a time of RFC 3339, at most 365 days ahead";

  private static final long AHEAD_MILLIS_MAX = Duration.ofDays(365).toMillis();

  private ScheduleTime() {}

  /// Reads a delay or a time, in milliseconds since 1970. A time in the past is now.
  public static Optional<Long> parse(String text, long nowMillis) {
    try {
      return TimeText.parseDuration(text)
          .map(Duration::toMillis)
          .map(millis -> Math.addExact(nowMillis, millis))
          .or(() -> TimeText.parseInstant(text).map(Instant::toEpochMilli))
          .map(millis -> Math.max(nowMillis, millis))
          .filter(millis -> millis - nowMillis <= AHEAD_MILLIS_MAX);
    } catch (ArithmeticException beyondAllTime) {
      return Optional.empty();
    }
  }
}
