package dev.belfry.server.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A duration as it is written: `500ms`, `25s`, `10m`, `24h`, `7d`, or by ISO 8601 `PT1H30M`. Never
/// negative, and with a unit always, except 0.
final class DurationText {
  /// From the largest to the smallest.
  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", ChronoUnit.DAYS),
          new Unit("h", ChronoUnit.HOURS),
          new Unit("m", ChronoUnit.MINUTES),
          new Unit("s", ChronoUnit.SECONDS),
          new Unit("ms", ChronoUnit.MILLIS));

  private DurationText() {}

  static Optional<Duration> parse(String text) {
    return text.startsWith("P") ? parseIso(text) : Quantity.parse(text).flatMap(DurationText::read);
  }

  private static Optional<Duration> parseIso(String text) {
    try {
      return Optional.of(Duration.parse(text)).filter(duration -> !duration.isNegative());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> read(Quantity quantity) {
    if (quantity.number() == 0 && quantity.unit().isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    String name = quantity.unit().toLowerCase(Locale.ROOT);
    for (Unit unit : UNITS) {
      if (unit.name.equals(name)) {
        return multiply(unit, quantity.number());
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> multiply(Unit unit, long number) {
    try {
      return Optional.of(Duration.of(number, unit.unit));
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }

  /// In the largest unit that leaves no fraction; by ISO 8601 where there is none.
  static String format(Duration duration) {
    for (Unit unit : UNITS) {
      Duration one = unit.unit.getDuration();
      long number = duration.dividedBy(one);
      if (number > 0 && one.multipliedBy(number).equals(duration)) {
        return number + unit.name;
      }
    }
    return duration.isZero() ? "0s" : duration.toString();
  }

  private record Unit(String name, ChronoUnit unit) {}
}
