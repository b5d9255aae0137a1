package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;

/// The mark that a message carries: `@@T`, 19 digits of nanoseconds, 8 digits of number, `@@`. It
/// has no character that a JSON string or any framing would change.
final class Mark {
  static final int LENGTH = 32;
  static final int NUMBER_MAX = 99_999_999;
  private static final int TIME_AT = 3;
  private static final int NUMBER_AT = 22;
  private static final int END_AT = 30;

  private Mark() {}

  /// @param nanos since an origin of the caller's, not negative
  /// @param number up to [#NUMBER_MAX]
  static void write(ByteBuf into, long nanos, int number) {
    int at = into.writerIndex();
    into.ensureWritable(LENGTH);
    into.setByte(at, '@').setByte(at + 1, '@').setByte(at + 2, 'T');
    writeDigits(into, at + NUMBER_AT, nanos, NUMBER_AT - TIME_AT);
    writeDigits(into, at + END_AT, number, END_AT - NUMBER_AT);
    into.setByte(at + END_AT, '@').setByte(at + END_AT + 1, '@');
    into.writerIndex(at + LENGTH);
  }

  private static void writeDigits(ByteBuf into, int end, long value, int digits) {
    long rest = value;
    for (int at = end - 1; at >= end - digits; at--) {
      into.setByte(at, '0' + (int) (rest % 10));
      rest /= 10;
    }
  }

  /// Whether these bytes may be the beginning of a mark, as far as there are any.
  static boolean mayBegin(ByteBuf bytes, int at, int end) {
    int length = Math.min(end - at, TIME_AT);
    return (length < 1 || bytes.getByte(at) == '@')
        && (length < 2 || bytes.getByte(at + 1) == '@')
        && (length < 3 || bytes.getByte(at + 2) == 'T');
  }

  static long nanos(ByteBuf bytes, int at) {
    return digits(bytes, at + TIME_AT, at + NUMBER_AT);
  }

  static int number(ByteBuf bytes, int at) {
    return (int) digits(bytes, at + NUMBER_AT, at + END_AT);
  }

  private static long digits(ByteBuf bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = value * 10 + (bytes.getByte(at) - '0');
    }
    return value;
  }
}
