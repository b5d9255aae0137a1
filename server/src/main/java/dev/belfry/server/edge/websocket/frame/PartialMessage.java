package dev.belfry.server.edge.websocket.frame;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A message of which the last fragment has not come yet: one array that grows by doubling, however
/// many fragments there are.
final class PartialMessage {
  private static final int CAPACITY_MIN = 64;

  final boolean text;
  final boolean compressed;
  private byte[] bytes = {};
  private int length;
  private int fragments;
  private int utf8 = Utf8.COMPLETE;

  PartialMessage(boolean text, boolean compressed) {
    this.text = text;
    this.compressed = compressed;
  }

  int length() {
    return length;
  }

  int fragments() {
    return fragments;
  }

  int capacity() {
    return bytes.length;
  }

  /// Takes the next `count` bytes of `payload`.
  ///
  /// @param lengthMax what the message may grow to; the caller has checked that this fits
  void append(ByteBuf payload, int count, int mask, int lengthMax) {
    int end = length + count;
    if (end > bytes.length) {
      int doubled = Math.max(CAPACITY_MIN, 2 * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.min(lengthMax, Math.max(end, doubled)));
    }
    payload.readBytes(bytes, length, count);
    Mask.remove(bytes, length, end, mask);
    if (text && !compressed) {
      utf8 = Utf8.check(utf8, bytes, length, end);
    }
    length = end;
    fragments++;
  }

  /// Whether the text is UTF-8 so far; always true of what is not text, or not to be seen yet.
  ///
  /// @param whole whether this was all of it, so that it may not end within a character
  boolean isUtf8(boolean whole) {
    return whole ? utf8 == Utf8.COMPLETE : utf8 != Utf8.BROKEN;
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
