package dev.belfry.server.config;

import java.util.Optional;

/// A bound on memory, in bytes or as a share of what there is: `512MiB`, `25%`.
public sealed interface MemoryShare {
  /// The bound in bytes, where there are `memoryBytes` in all.
  long bytesOf(long memoryBytes);

  /// A part of the whole.
  ///
  /// @param percent 1 to 90
  record Percent(int percent) implements MemoryShare {
    private static final int PERCENT_MAX = 90;
    private static final int WHOLE = 100;

    @Override
    public long bytesOf(long memoryBytes) {
      return memoryBytes / WHOLE * percent;
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /// So many bytes, however many there are in all.
  record Fixed(DataSize size) implements MemoryShare {
    private static final long BYTES_MIN = 1 << 20;

    @Override
    public long bytesOf(long memoryBytes) {
      return size.bytes();
    }

    @Override
    public String toString() {
      return size.toString();
    }
  }

  static Optional<MemoryShare> parse(String text) {
    Optional<MemoryShare> percent =
        Quantity.parse(text)
            .filter(quantity -> quantity.unit().equals("%"))
            .filter(quantity -> quantity.number() >= 1 && quantity.number() <= Percent.PERCENT_MAX)
            .map(quantity -> new Percent((int) quantity.number()));
    return percent.or(
        () -> DataSize.parse(text).filter(size -> size.bytes() >= Fixed.BYTES_MIN).map(Fixed::new));
  }
}
