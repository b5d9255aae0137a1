package dev.belfry.protocol;

import java.util.Optional;

/// Where a message stands in its channel: an epoch, which names one life of one store, and an
/// offset that rises by at least one with each message. On the wire `k3f9-17`.
///
/// @param epoch 1 to 16 characters of `[a-z0-9]`; offsets of different epochs can't be compared
/// @param offset zero, before the first message, or more
public record Position(String epoch, long offset) {
  private static final int EPOCH_LENGTH_MAX = 16;

  public Position {
    if (!isEpoch(epoch) || offset < 0) {
      throw new IllegalArgumentException("no position: " + epoch + "-" + offset);
    }
  }

  /// Reads the wire form; empty for anything else, whatever its length.
  public static Optional<Position> parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash > EPOCH_LENGTH_MAX || text.length() - dash > 20) {
      return Optional.empty();
    }
    String epoch = text.substring(0, dash);
    String digits = text.substring(dash + 1);
    if (!isEpoch(epoch) || !isNumber(digits)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Position(epoch, Long.parseLong(digits)));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  private static boolean isEpoch(String text) {
    return !text.isEmpty()
        && text.length() <= EPOCH_LENGTH_MAX
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
  }

  /// One spelling for one number: no sign, no leading zero.
  private static boolean isNumber(String digits) {
    return !digits.isEmpty()
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && (digits.length() == 1 || digits.charAt(0) != '0');
  }

  @Override
  public String toString() {
    return epoch + "-" + offset;
  }
}
