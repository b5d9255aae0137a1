package dev.belfry.server.edge.websocket.frame;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.log.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the frames of a server: whole, unmasked (RFC 6455 section 5).
public final class FrameEncoder {
  private static final int SHORT_PAYLOAD_BYTES_MAX = 125;
  private static final int MIDDLE_PAYLOAD_BYTES_MAX = 0xFFFF;
  private static final int REASON_BYTES_MAX = SHORT_PAYLOAD_BYTES_MAX - Short.BYTES;

  private FrameEncoder() {}

  /// How many bytes a frame with such a payload has.
  public static int frameBytes(int payloadBytes) {
    if (payloadBytes <= SHORT_PAYLOAD_BYTES_MAX) {
      return 2 + payloadBytes;
    }
    return payloadBytes + (payloadBytes <= MIDDLE_PAYLOAD_BYTES_MAX ? 4 : 10);
  }

  /// Returns what the frames of a run take uncompressed: exactly, but for JSON strings, which get
  /// shorter.
  public static int frameBytesMax(List<Message> run) {
    int bytes = 0;
    for (Message message : run) {
      bytes += frameBytes(message.data().length);
    }
    return bytes;
  }

  public static void text(ByteBuf out, byte[] utf8) {
    frame(out, Opcode.TEXT, utf8, utf8.length);
  }

  public static void binary(ByteBuf out, byte[] bytes) {
    frame(out, Opcode.BINARY, bytes, bytes.length);
  }

  /// A text frame for a client that has agreed to permessage-deflate; it stays as it is where that
  /// makes it no smaller (RFC 7692 section 6).
  public static void deflatedText(ByteBuf out, byte[] utf8, WebSocketCodec codec) {
    codec.deflater().text(out, utf8);
  }

  /// Asks whether the client is there.
  ///
  /// @param payload at most 125 bytes
  public static void ping(ByteBuf out, byte[] payload) {
    frame(out, Opcode.PING, payload, payload.length);
  }

  /// Answers a ping.
  ///
  /// @param payload that of the ping
  public static void pong(ByteBuf out, byte[] payload) {
    frame(out, Opcode.PONG, payload, payload.length);
  }

  /// Begins or answers the closing handshake.
  ///
  /// @param code 1005 for a close frame without a code, as which it must never be sent
  /// @param reason cut off, between two characters, after 123 bytes of UTF-8
  public static void close(ByteBuf out, int code, String reason) {
    if (code == CloseCode.NO_STATUS) {
      head(out, Opcode.CLOSE, 0);
      return;
    }
    String shortened = shortened(reason);
    head(out, Opcode.CLOSE, Short.BYTES + ByteBufUtil.utf8Bytes(shortened));
    out.writeShort(code);
    out.writeCharSequence(shortened, StandardCharsets.UTF_8);
  }

  static void compressedText(ByteBuf out, byte[] packed, int length) {
    frame(out, Opcode.COMPRESSED | Opcode.TEXT, packed, length);
  }

  private static void frame(ByteBuf out, int opcode, byte[] payload, int length) {
    head(out, opcode, length);
    out.writeBytes(payload, 0, length);
  }

  private static void head(ByteBuf out, int opcode, int length) {
    out.writeByte(Opcode.FINAL | opcode);
    if (length <= SHORT_PAYLOAD_BYTES_MAX) {
      out.writeByte(length);
    } else if (length <= MIDDLE_PAYLOAD_BYTES_MAX) {
      out.writeByte(FrameHead.LENGTH_IN_2_BYTES).writeShort(length);
    } else {
      out.writeByte(FrameHead.LENGTH_IN_8_BYTES).writeLong(length);
    }
  }

  private static String shortened(String reason) {
    String head = reason;
    while (ByteBufUtil.utf8Bytes(head) > REASON_BYTES_MAX) {
      head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
    }
    return head;
  }
}
