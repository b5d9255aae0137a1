package dev.belfry.server.edge.websocket.frame;

import io.netty.buffer.ByteBuf;

/// The head of a client's frame (RFC 6455 section 5.2), read where it lies: two bytes, a longer
/// length where there is one, and the mask.
final class FrameHead {
  static final int BYTES_MIN = 2;
  static final int BYTES_MAX = 14;
  static final int MASKED = 0x80;
  static final int LENGTH_IN_2_BYTES = 126;
  static final int LENGTH_IN_8_BYTES = 127;

  private static final int MASK_BYTES = 4;

  private FrameHead() {}

  static int firstByte(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex());
  }

  static boolean isMasked(ByteBuf frame) {
    return (secondByte(frame) & MASKED) != 0;
  }

  /// The length as far as the second byte tells it.
  static int shortLength(ByteBuf frame) {
    return secondByte(frame) & ~MASKED;
  }

  /// Whether the head is there as far as it must be to know the length of the frame.
  static boolean isWhole(ByteBuf frame) {
    return frame.readableBytes() >= BYTES_MIN && frame.readableBytes() >= bytes(frame);
  }

  /// Bytes of the whole head, from its first two.
  static int bytes(ByteBuf frame) {
    return BYTES_MIN + longLengthBytes(frame) + MASK_BYTES;
  }

  /// The length of the payload, from a whole head; negative where the top bit is set.
  static long payloadBytes(ByteBuf frame) {
    int at = frame.readerIndex() + BYTES_MIN;
    return switch (shortLength(frame)) {
      case LENGTH_IN_2_BYTES -> frame.getUnsignedShort(at);
      case LENGTH_IN_8_BYTES -> frame.getLong(at);
      default -> shortLength(frame);
    };
  }

  /// Whether the length could not have been written shorter, as it must be.
  static boolean isShortest(ByteBuf frame, long payloadBytes) {
    return switch (shortLength(frame)) {
      case LENGTH_IN_2_BYTES -> payloadBytes >= LENGTH_IN_2_BYTES;
      case LENGTH_IN_8_BYTES -> payloadBytes > 0xFFFF;
      default -> true;
    };
  }

  /// The mask, from a whole head.
  static int mask(ByteBuf frame) {
    return frame.getInt(frame.readerIndex() + bytes(frame) - MASK_BYTES);
  }

  private static int secondByte(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex() + 1);
  }

  private static int longLengthBytes(ByteBuf frame) {
    return switch (shortLength(frame)) {
      case LENGTH_IN_2_BYTES -> Short.BYTES;
      case LENGTH_IN_8_BYTES -> Long.BYTES;
      default -> 0;
    };
  }
}
