package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// Writes WebSocket frames as a client must: masked, here with a mask of zeros, which leaves the
/// bytes as they are and costs the server the same.
final class ClientFrames {
  static final int TEXT = 0x81;
  static final int PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int HEADER_BYTES_MAX = 14;

  private ClientFrames() {}

  /// A frame of `length` bytes, which the caller appends.
  static ByteBuf begin(ByteBufAllocator allocator, int firstByte, int length) {
    ByteBuf frame = allocator.buffer(HEADER_BYTES_MAX + length);
    frame.writeByte(firstByte);
    if (length < 126) {
      frame.writeByte(MASKED | length);
    } else if (length < 65_536) {
      frame.writeByte(MASKED | 126).writeShort(length);
    } else {
      frame.writeByte(MASKED | 127).writeLong(length);
    }
    return frame.writeInt(0);
  }
}
