package dev.belfry.server.publish;

import dev.belfry.protocol.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a publish may say of its message beside the data, the same over whatever it comes.
public final class PublishTerms {
  /// What is said to one who wrote another key.
  public static final String KEY_FORM = "is 1 to 255 visible ASCII characters";

  /// What is said to one who wrote another time.
  public static final String TIME_FORM =
      "is a duration such as 30s, 10m, 24h, or a time of RFC 3339 to come";

  private static final int KEY_LENGTH_MAX = 255;

  private PublishTerms() {}

  /// Whether text may be an idempotency key or a replace key.
  public static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= KEY_LENGTH_MAX
        && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /// Reads a time to come, in milliseconds since 1970: a length of time from now or a point in
  /// time.
  public static Optional<Long> timeToCome(String text, long nowMillis) {
    try {
      return TimeText.parseDuration(text)
          .map(Duration::toMillis)
          .map(millis -> Math.addExact(nowMillis, millis))
          .or(() -> TimeText.parseInstant(text).map(Instant::toEpochMilli))
          .filter(millis -> millis > nowMillis);
    } catch (ArithmeticException beyondAllTime) {
      return Optional.empty();
    }
  }
}
