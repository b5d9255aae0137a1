package dev.belfry.server.edge.http;

import dev.belfry.protocol.Position;
import dev.belfry.server.edge.transport.NettyFrame;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// The lines of an event stream (HTML standard, "Server-sent events").
public final class EventStream {
  static final String TYPE = "text/event-stream; charset=utf-8";

  /// What a block takes beside its data, about.
  static final int OVERHEAD_BYTES = 64;

  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] GAP = ascii("event: gap\n");
  private static final byte[] PING = ascii(":\n\n");

  private EventStream() {}

  /// A comment, which shows both sides that the other is there. The caller releases it.
  public static Frame ping(ByteBufAllocator allocator, StreamFraming framing) {
    return frame(allocator, framing, PING);
  }

  /// The last words of a server that is leaving: come back after so long. The caller releases it.
  public static Frame goodbye(ByteBufAllocator allocator, StreamFraming framing, long retryMillis) {
    return frame(allocator, framing, retry(retryMillis));
  }

  private static Frame frame(ByteBufAllocator allocator, StreamFraming framing, byte[] text) {
    ByteBuf to = allocator.directBuffer(text.length + StreamFraming.OVERHEAD_BYTES);
    int start = framing.begin(to);
    to.writeBytes(text);
    framing.end(to, start);
    return new NettyFrame(to);
  }

  /// The head of a stream, which ends with the connection: nobody ends it but by a cut.
  static HttpResponse head(StreamFraming framing) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    describe(head.headers());
    if (framing == StreamFraming.CHUNKED) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return head;
  }

  /// What HEAD is answered with where GET would begin a stream.
  static FullHttpResponse headOnly() {
    FullHttpResponse head = Replies.empty(200);
    describe(head.headers());
    return head;
  }

  private static void describe(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, TYPE);
    headers.set("X-Accel-Buffering", "no"); // nginx would hold messages back
  }

  static byte[] retry(long millis) {
    return ascii("retry: " + millis + "\n\n");
  }

  /// Writes after how long to come back when the stream was cut, within a block.
  static void retryLine(ByteBuf to, long millis) {
    to.writeCharSequence("retry: " + millis + "\n", StandardCharsets.US_ASCII);
  }

  static void id(ByteBuf to, Position position) {
    id(to, position.epoch(), position.offset());
  }

  static void id(ByteBuf to, String epoch, long offset) {
    to.writeBytes(ID);
    position(to, epoch, offset);
    to.writeByte('\n');
  }

  static void position(ByteBuf to, String epoch, long offset) {
    to.writeCharSequence(epoch, StandardCharsets.US_ASCII);
    to.writeByte('-');
    to.writeCharSequence(Long.toString(offset), StandardCharsets.US_ASCII);
  }

  static void end(ByteBuf to) {
    to.writeByte('\n');
  }

  static void gap(ByteBuf to, String json) {
    to.writeBytes(GAP);
    to.writeBytes(DATA);
    to.writeCharSequence(json, StandardCharsets.US_ASCII);
    to.writeByte('\n');
    end(to);
  }

  /// Writes text as data lines. A reader joins them by LF, whatever ended them here: CR, LF or
  /// both.
  static void data(ByteBuf to, byte[] text) {
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

  static void beginData(ByteBuf to) {
    to.writeBytes(DATA);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
