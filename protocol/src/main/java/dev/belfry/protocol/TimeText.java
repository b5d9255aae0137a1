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
  /// The longest length of time that is read: 100 years. Added to any time of these years it stays
  /// far within what milliseconds can count.
  public static final Duration DURATION_MAX = Duration.ofDays(36_500);

  private static final Instant INSTANT_MAX = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

  /// RFC 3339 in UTC, with milliseconds always.
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

  /// The same, with microseconds always.
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private TimeText() {}

  /// Reads `30s`, `10m`, `24h`, `7d` or ISO 8601 such as `PT1H30M`; more than zero, and at most
  /// `DURATION_MAX`.
  public static Optional<Duration> parseDuration(String text) {
    return anyDuration(text).filter(read -> read.isPositive() && read.compareTo(DURATION_MAX) <= 0);
  }

  private static Optional<Duration> anyDuration(String text) {
    Matcher parts = SHORT.matcher(text);
    if (parts.matches()) {
      long number = Long.parseLong(parts.group(1));
      return Optional.of(
          switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          });
    }
    try {
      return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeParseException notIso) {
      return Optional.empty();
    }
  }

  /// Reads a time of RFC 3339, in the years from 1970 to 9999.
  public static Optional<Instant> parseInstant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant())
          .filter(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(INSTANT_MAX));
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

  /// Writes `2026-11-23T10:00:00.123456Z`.
  public static String formatMicros(Instant time) {
    return MICROS.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
  }
}
