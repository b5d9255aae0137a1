package dev.belfry.server.edge.encode;

import dev.belfry.protocol.TimeText;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes a message as the JSON object that history pages and streams of several channels have:
/// `{"channel","position","id","time","data"}`, in one line. JSON data is copied as it is.
public final class MessageEncoder {
  /// What an object takes beside channel and data, about.
  public static final int OVERHEAD_BYTES = 160;

  private static final byte[] HEX = ascii("0123456789abcdef");

  private MessageEncoder() {}

  public static void write(ByteBuf to, ChannelName channel, String epoch, Message message) {
    StringBuilder head = new StringBuilder(OVERHEAD_BYTES + channel.text().length());
    head.append("{\"channel\":\"").append(channel.text());
    head.append("\",\"position\":\"").append(epoch).append('-').append(message.offset());
    head.append("\",\"id\":\"").append(message.id());
    head.append("\",\"time\":\"").append(TimeText.format(message.timeMillis()));
    head.append("\",\"data\":");
    to.writeCharSequence(head, StandardCharsets.US_ASCII);
    switch (message.kind()) {
      case TEXT -> quote(to, message.data());
      case JSON -> to.writeBytes(message.data());
    }
    to.writeByte('}');
  }

  /// Writes UTF-8 as a JSON string (RFC 8259 section 7).
  static void quote(ByteBuf to, byte[] utf8) {
    to.writeByte('"');
    int copied = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte octet = utf8[i];
      if (octet == '"' || octet == '\\' || (octet >= 0 && octet < ' ')) {
        to.writeBytes(utf8, copied, i - copied);
        copied = i + 1;
        escape(to, octet);
      }
    }
    to.writeBytes(utf8, copied, utf8.length - copied);
    to.writeByte('"');
  }

  private static void escape(ByteBuf to, byte octet) {
    to.writeByte('\\');
    switch (octet) {
      case '"', '\\' -> to.writeByte(octet);
      case '\n' -> to.writeByte('n');
      case '\r' -> to.writeByte('r');
      case '\t' -> to.writeByte('t');
      default -> {
        to.writeBytes(ascii("u00"));
        to.writeByte(HEX[octet >> 4]);
        to.writeByte(HEX[octet & 15]);
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
