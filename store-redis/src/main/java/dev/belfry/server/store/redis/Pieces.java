package dev.belfry.server.store.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Byte strings one after another, each with its length before it (4 bytes, the highest first).
final class Pieces {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  Pieces add(String text) {
    return add(Keys.bytes(text));
  }

  Pieces add(byte[] piece) {
    written.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(piece.length).array());
    written.writeBytes(piece);
    return this;
  }

  byte[] bytes() {
    return written.toByteArray();
  }

  /// @throws IllegalArgumentException where it is not what `bytes` gives
  static List<byte[]> read(byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      int length = left.remaining() < Integer.BYTES ? -1 : left.getInt();
      if (length < 0 || length > left.remaining()) {
        throw new IllegalArgumentException("cut off");
      }
      byte[] piece = new byte[length];
      left.get(piece);
      pieces.add(piece);
    }
    return pieces;
  }

  static String text(byte[] piece) {
    return new String(piece, StandardCharsets.UTF_8);
  }
}
