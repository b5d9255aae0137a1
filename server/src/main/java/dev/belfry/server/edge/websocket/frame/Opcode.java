package dev.belfry.server.edge.websocket.frame;

/// What a frame is, and the bits around it in its first byte (RFC 6455 section 5.2). Plain numbers:
/// the byte is compared once per frame and never kept.
final class Opcode {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /// The last frame of its message.
  static final int FINAL = 0x80;

  /// The message is compressed (RFC 7692 section 6); set on its first frame only.
  static final int COMPRESSED = 0x40;

  /// The two bits for which no extension is ever agreed here.
  static final int RESERVED = 0x30;

  private Opcode() {}

  static int of(int firstByte) {
    return firstByte & 0x0F;
  }

  static boolean isControl(int firstByte) {
    return (firstByte & 0x08) != 0;
  }

  static boolean isFinal(int firstByte) {
    return (firstByte & FINAL) != 0;
  }

  static boolean isCompressed(int firstByte) {
    return (firstByte & COMPRESSED) != 0;
  }
}
