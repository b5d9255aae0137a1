package dev.belfry.protocol;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points and lengths of time as they stand on the wire.
public final class TimeText {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

  /// RFC 3339 in UTC, with milliseconds always.
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

  private TimeText() {}

  /// Reads `30s`, `10m`, `24h`, `7d` or ISO 8601 such as `PT1H30M`; more than zero.
  public static Optional<Duration> parseDuration(String text) {
    Matcher parts = SHORT.matcher(text);
    if (parts.matches()) {
      long number = Long.parseLong(parts.group(1));
      Duration read =
          switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      return Optional.of(read).filter(Duration::isPositive);
    }
    try {
      return text.startsWith("P")
          ? Optional.of(Duration.parse(text)).filter(Duration::isPositive)
          : Optional.empty();
    } catch (DateTimeParseException notIso) {
      return Optional.empty();
    }
  }

  /// Reads a time of RFC 3339.
  public static Optional<Instant> parseInstant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException notRfc3339) {
      return Optional.empty();
    }
  }

  /// Writes `2026-11-23T10:00:00.123Z`.
  public static String format(long millis) {
    long seconds = Math.floorDiv(millis, 1000L);
    int nanos = Math.floorMod(millis, 1000) * 1_000_000;
    return MILLIS.format(LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC));
  }
}
