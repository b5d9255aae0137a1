package dev.belfry.server.inbox.view;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Numbers from 0 on in as many bytes as they need, seven bits in each, the lowest first.
final class Varints {
  private static final int BITS = 7;
  private static final int MORE = 0x80;

  private Varints() {}

  static void write(ByteArrayOutputStream out, long number) {
    long rest = number;
    while (rest >= MORE) {
      out.write((int) (rest & (MORE - 1)) | MORE);
      rest >>>= BITS;
    }
    out.write((int) rest);
  }

  /// How many bytes a number takes.
  static int length(long number) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + BITS - 1) / BITS);
  }

  /// Reads one number after another.
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean atEnd() {
      return at == bytes.length;
    }

    /// @throws IllegalArgumentException where the bytes end before the number does
    long next() {
      long number = 0;
      for (int shift = 0; shift < Long.SIZE; shift += BITS) {
        byte b = byteAt(at++);
        number |= (long) (b & (MORE - 1)) << shift;
        if (b >= 0) {
          return number;
        }
      }
      throw new IllegalArgumentException("a number that does not end");
    }

    byte[] bytes(int count) {
      if (count < 0 || count > bytes.length - at) {
        throw new IllegalArgumentException("bytes are missing");
      }
      at += count;
      return Arrays.copyOfRange(bytes, at - count, at);
    }

    private byte byteAt(int index) {
      if (index >= bytes.length) {
        throw new IllegalArgumentException("bytes are missing");
      }
      return bytes[index];
    }
  }
}
