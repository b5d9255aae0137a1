package dev.belfry.server.config;

import java.util.Locale;
import java.util.Optional;

/// A number of bytes, not negative. Written `65536`, `64KiB`, `1 MiB`, `2GiB` or `1TiB`, each unit
/// 1,024 of the one before; upper and lower case are the same.
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final String[] UNITS = {"", "KIB", "MIB", "GIB", "TIB"};
  private static final String[] UNITS_SHOWN = {"", "KiB", "MiB", "GiB", "TiB"};
  private static final int BITS_PER_UNIT = 10;

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }
  }

  static Optional<DataSize> parse(String text) {
    Optional<Quantity> quantity = Quantity.parse(text);
    if (quantity.isEmpty()) {
      return Optional.empty();
    }
    String unit = quantity.get().unit().toUpperCase(Locale.ROOT);
    for (int i = 0; i < UNITS.length; i++) {
      int shift = i * BITS_PER_UNIT;
      if ((UNITS[i].equals(unit) || (i == 0 && unit.equals("B")))
          && quantity.get().number() <= Long.MAX_VALUE >> shift) {
        return Optional.of(new DataSize(quantity.get().number() << shift));
      }
    }
    return Optional.empty();
  }

  /// The same as an int, for settings that are bounded below 2 GiB.
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /// As it would be written, in the largest unit that leaves no fraction.
  @Override
  public String toString() {
    int unit = 0;
    while (bytes > 0
        && unit + 1 < UNITS.length
        && Long.numberOfTrailingZeros(bytes) >= (unit + 1) * BITS_PER_UNIT) {
      unit++;
    }
    return (bytes >> (unit * BITS_PER_UNIT)) + UNITS_SHOWN[unit];
  }
}
