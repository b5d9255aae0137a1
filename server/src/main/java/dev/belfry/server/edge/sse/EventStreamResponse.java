package dev.belfry.server.edge.sse;

import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.dispatch.Responses;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/// The response that an event stream begins with.
final class EventStreamResponse {
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
}
