package dev.belfry.server.edge.sse;

import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.dispatch.Responses;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.CharsetUtil;

/// The response that an event stream begins with.
final class EventStreamResponse {
  private static final int HEAD_BYTES_MOSTLY = 512;

  private EventStreamResponse() {}

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
    FullHttpResponse head = Responses.empty(200);
    describe(head.headers());
    return head;
  }

  private static void describe(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, EventStreamEncoder.TYPE);
    headers.set("X-Accel-Buffering", "no"); // nginx would hold messages back
  }

  /// The bytes of a whole response, which is released.
  static ByteBuf encode(EventStreamContext context, FullHttpResponse response) {
    ByteBuf bytes = encodeHead(context, response).writeBytes(response.content());
    response.release();
    return bytes;
  }

  /// The bytes of a response's head.
  static ByteBuf encodeHead(EventStreamContext context, HttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, context.date().now());
    ByteBuf head = context.allocator().directBuffer(HEAD_BYTES_MOSTLY);
    head.writeCharSequence("HTTP/1.1 " + response.status() + "\r\n", CharsetUtil.US_ASCII);
    response
        .headers()
        .forEach(header ->
            head.writeCharSequence(
                header.getKey() + ": " + header.getValue() + "\r\n", CharsetUtil.US_ASCII));
    head.writeCharSequence("\r\n", CharsetUtil.US_ASCII);
    return head;
  }
}
