package dev.belfry.server.edge.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The masking of what a client sends (RFC 6455 section 5.3), taken off eight bytes at a time.
final class Mask {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Mask() {}

  /// Unmasks the bytes from `from` up to, not including, `end`.
  ///
  /// @param key as in the frame, its first byte highest; it applies to the byte at `from` first
  static void remove(byte[] bytes, int from, int end, int key) {
    long twice = ((long) key << 32) | (key & 0xFFFF_FFFFL);
    int at = from;
    while (at + Long.BYTES <= end) {
      EIGHT_BYTES.set(bytes, at, (long) EIGHT_BYTES.get(bytes, at) ^ twice);
      at += Long.BYTES;
    }
    for (int shift = 24; at < end; at++) {
      bytes[at] ^= (byte) (key >> shift);
      shift = shift == 0 ? 24 : shift - 8;
    }
  }
}
