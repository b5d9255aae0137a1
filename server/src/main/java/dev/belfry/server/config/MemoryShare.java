package dev.belfry.server.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bound on memory, in bytes or as a share of what there is: `512MiB`, `25%`, `25% up to 64MiB`.
public sealed interface MemoryShare {
  Pattern UP_TO = Pattern.compile("(\\S+(?: ?%)?)\\s+up\\s+to\\s+(\\S+(?: \\S+)?)");

  /// The bound in bytes, where there are `memoryBytes` in all.
  long bytesOf(long memoryBytes);

  /// The same for what lies on disk, where only the size holds.
  default long bytesOnDisk(long memoryBytes) {
    return bytesOf(memoryBytes);
  }

  /// The size in it; empty for a mere share.
  Optional<DataSize> size();

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
    public Optional<DataSize> size() {
      return Optional.empty();
    }

    private static Optional<Percent> parse(String text) {
      return Quantity.parse(text)
          .filter(quantity -> quantity.unit().equals("%"))
          .filter(quantity -> quantity.number() >= 1 && quantity.number() <= PERCENT_MAX)
          .map(quantity -> new Percent((int) quantity.number()));
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /// A part of the whole, but no more than a size.
  record Capped(Percent share, DataSize most) implements MemoryShare {
    @Override
    public long bytesOf(long memoryBytes) {
      return Math.min(share.bytesOf(memoryBytes), most.bytes());
    }

    @Override
    public long bytesOnDisk(long memoryBytes) {
      return most.bytes();
    }

    @Override
    public Optional<DataSize> size() {
      return Optional.of(most);
    }

    private static Optional<Capped> parse(String text) {
      Matcher written = UP_TO.matcher(text);
      return written.matches()
          ? Percent.parse(written.group(1))
              .flatMap(
                  share -> DataSize.parse(written.group(2)).map(most -> new Capped(share, most)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return share + " up to " + most;
    }
  }

  /// So many bytes, however many there are in all.
  record Fixed(DataSize bytes) implements MemoryShare {
    @Override
    public long bytesOf(long memoryBytes) {
      return bytes.bytes();
    }

    @Override
    public Optional<DataSize> size() {
      return Optional.of(bytes);
    }

    @Override
    public String toString() {
      return bytes.toString();
    }
  }

  static Optional<MemoryShare> parse(String text) {
    return Percent.parse(text)
        .<MemoryShare>map(share -> share)
        .or(() -> Capped.parse(text))
        .or(() -> DataSize.parse(text).map(Fixed::new));
  }
}
