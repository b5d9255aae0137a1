package dev.belfry.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/// Responses, before they are dressed for a client.
final class Replies {
  private Replies() {}

  /// The status with its reason phrase of RFC 9110, where Netty has an older one.
  static HttpResponseStatus status(int code) {
    return switch (code) {
      case 413 -> new HttpResponseStatus(413, "Content Too Large");
      case 414 -> new HttpResponseStatus(414, "URI Too Long");
      case 416 -> new HttpResponseStatus(416, "Range Not Satisfiable");
      case 422 -> new HttpResponseStatus(422, "Unprocessable Content");
      default -> HttpResponseStatus.valueOf(code);
    };
  }

  static FullHttpResponse of(int status, String type, ByteBuf body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(status), body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  static FullHttpResponse json(int status, byte[] body) {
    return of(status, "application/json", Unpooled.wrappedBuffer(body));
  }

  static FullHttpResponse empty(int status) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status(status), Unpooled.EMPTY_BUFFER);
  }

  static FullHttpResponse problem(Problem problem) {
    FullHttpResponse response =
        of(problem.status(), "application/problem+json", Unpooled.wrappedBuffer(problem.toJson()));
    problem.headers().forEach(response.headers()::set);
    return response;
  }

  /// A browser's EventSource gives up for good on any answer but 200. So what will pass is told to
  /// it as a stream that ends at once and says when to come back.
  static FullHttpResponse comeBack(Problem problem) {
    return of(
        200,
        EventStream.TYPE,
        Unpooled.wrappedBuffer(EventStream.retry(problem.retrySeconds() * 1000L)));
  }
}
