package dev.belfry.server.edge.websocket.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/// Frames as a client writes them, broken ones too; byte by byte, sharing nothing with what reads
/// them.
public final class ClientBytes {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;

  private static final byte[] KEY = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private ClientBytes() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteBuf text(String text) {
    return frame(FIN | 0x1, utf8(text));
  }

  static ByteBuf frame(int firstByte, byte... payload) {
    return head(firstByte, payload.length).writeBytes(masked(payload));
  }

  static byte[] masked(byte... payload) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= KEY[i % KEY.length];
    }
    return masked;
  }

  /// A frame up to its payload.
  static ByteBuf head(int firstByte, long length) {
    ByteBuf out = Unpooled.buffer().writeByte(firstByte);
    if (length < 126) {
      out.writeByte(0x80 | (int) length);
    } else if (length < 65536) {
      out.writeByte(0x80 | 126).writeShort((int) length);
    } else {
      out.writeByte(0x80 | 127).writeLong(length);
    }
    return out.writeBytes(KEY);
  }

  /// A close frame's payload.
  static byte[] closing(int code, String reason) {
    byte[] text = utf8(reason);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return payload;
  }

  /// As RFC 7692 section 7.2.1 says.
  static byte[] deflated(byte... plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(plain);
    byte[] out = new byte[plain.length + 100];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }

  static byte[] join(ByteBuf... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }
}
