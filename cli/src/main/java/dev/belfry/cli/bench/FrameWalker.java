package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;

/// Walks along the WebSocket frames of one connection (RFC 6455 section 5.2) without touching what
/// is in them, but for pings and closes, which want an answer. Belongs to the connection's event
/// loop; allocates nothing.
final class FrameWalker {
  private static final int OPCODE_CLOSE = 8;
  private static final int OPCODE_PING = 9;
  private static final int CONTROL_PAYLOAD_MAX = 125;

  /// Takes what the other side expects an answer to.
  interface Controls {

    /// The payload is the first `length` bytes.
    void ping(byte[] payload, int length);

    /// The code is 1005 where the frame has none.
    void close(int code);
  }

  private final byte[] header = new byte[10];
  private final byte[] control = new byte[CONTROL_PAYLOAD_MAX];
  private int headerLength;
  private int controlLength;
  private int opcode;
  private long payloadLeft;

  /// Walks over the readable bytes, without reading them.
  void walk(ByteBuf bytes, Controls controls) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (payloadLeft > 0) {
        int step = (int) Math.min(payloadLeft, end - at);
        keepControl(bytes, at, step);
        at += step;
        payloadLeft -= step;
        endFrame(controls);
      } else {
        header[headerLength++] = bytes.getByte(at++);
        if (headerLength >= 2 && headerLength == headerBytes()) {
          beginFrame();
          endFrame(controls);
        }
      }
    }
  }

  private int headerBytes() {
    return switch (header[1] & 0x7F) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  private void beginFrame() {
    opcode = header[0] & 0x0F;
    controlLength = 0;
    long length = header[1] & 0x7F;
    if (headerLength > 2) {
      length = 0;
      for (int i = 2; i < headerLength; i++) {
        length = length << 8 | (header[i] & 0xFF);
      }
    }
    payloadLeft = length;
    headerLength = 0;
  }

  private void keepControl(ByteBuf bytes, int at, int length) {
    if (opcode >= OPCODE_CLOSE && controlLength + length <= CONTROL_PAYLOAD_MAX) {
      bytes.getBytes(at, control, controlLength, length);
      controlLength += length;
    }
  }

  private void endFrame(Controls controls) {
    if (payloadLeft > 0) {
      return;
    }
    if (opcode == OPCODE_PING) {
      controls.ping(control, controlLength);
    } else if (opcode == OPCODE_CLOSE) {
      controls.close(controlLength < 2 ? 1005 : (control[0] & 0xFF) << 8 | (control[1] & 0xFF));
    }
  }
}
