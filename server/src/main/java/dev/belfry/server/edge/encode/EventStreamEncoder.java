package dev.belfry.server.edge.encode;

import dev.belfry.protocol.Position;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/// The lines of an event stream (HTML standard, "Server-sent events").
public final class EventStreamEncoder {
  /// The media type of event streams, with its only charset.
  public static final String TYPE = "text/event-stream; charset=utf-8";

  /// What a block takes beside its data, about.
  public static final int OVERHEAD_BYTES = 64;

  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] GAP = ascii("event: gap\n");
  private static final byte[] UNSUBSCRIBED = ascii("event: unsubscribed\n");
  private static final byte[] PING = ascii(":\n\n");

  private EventStreamEncoder() {}

  /// Returns a comment, which shows both sides that the other is there. The caller releases it.
  public static Frame ping(ByteBufAllocator allocator, StreamFraming framing) {
    return frame(allocator, framing, PING);
  }

  /// Returns the last block of a server that stops: come back after so long. The caller releases
  /// it.
  public static Frame retryAfter(
      ByteBufAllocator allocator, StreamFraming framing, long retryMillis) {
    return frame(allocator, framing, retry(retryMillis));
  }

  private static Frame frame(ByteBufAllocator allocator, StreamFraming framing, byte[] text) {
    ByteBuf to = allocator.directBuffer(text.length + StreamFraming.OVERHEAD_BYTES);
    int start = framing.begin(to);
    to.writeBytes(text);
    framing.end(to, start);
    return new NettyFrame(to);
  }

  public static byte[] retry(long millis) {
    return ascii("retry: " + millis + "\n\n");
  }

  /// Writes after how long to come back when the stream was cut, within a block.
  public static void retryLine(ByteBuf to, long millis) {
    to.writeCharSequence("retry: " + millis + "\n", StandardCharsets.US_ASCII);
  }

  public static void id(ByteBuf to, Position position) {
    id(to, position.epoch(), position.offset());
  }

  public static void id(ByteBuf to, String epoch, long offset) {
    to.writeBytes(ID);
    position(to, epoch, offset);
    to.writeByte('\n');
  }

  public static void position(ByteBuf to, String epoch, long offset) {
    to.writeCharSequence(epoch, StandardCharsets.US_ASCII);
    to.writeByte('-');
    to.writeCharSequence(Long.toString(offset), StandardCharsets.US_ASCII);
  }

  public static void end(ByteBuf to) {
    to.writeByte('\n');
  }

  public static void gap(ByteBuf to, String json) {
    event(to, GAP, json);
  }

  public static void unsubscribed(ByteBuf to, String json) {
    event(to, UNSUBSCRIBED, json);
  }

  private static void event(ByteBuf to, byte[] name, String json) {
    to.writeBytes(name);
    to.writeBytes(DATA);
    to.writeCharSequence(json, StandardCharsets.US_ASCII);
    to.writeByte('\n');
    end(to);
  }

  /// Writes text as data lines. A reader joins them by LF, whatever ended them here: CR, LF or
  /// both.
  public static void data(ByteBuf to, byte[] text) {
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r') {
        dataLine(to, text, start, i);
        if (text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    dataLine(to, text, start, text.length);
  }

  private static void dataLine(ByteBuf to, byte[] text, int start, int end) {
    to.writeBytes(DATA);
    to.writeBytes(text, start, end - start);
    to.writeByte('\n');
  }

  public static void beginData(ByteBuf to) {
    to.writeBytes(DATA);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
