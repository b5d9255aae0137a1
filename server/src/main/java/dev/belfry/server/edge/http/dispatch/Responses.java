package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.ReasonPhrase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;

/// Responses, before a response policy completes them.
public final class Responses {
  private Responses() {}

  public static FullHttpResponse of(int status, String type, ByteBuf body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, ReasonPhrase.statusOf(status), body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  public static FullHttpResponse json(int status, byte[] body) {
    return of(status, "application/json", Unpooled.wrappedBuffer(body));
  }

  public static FullHttpResponse empty(int status) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, ReasonPhrase.statusOf(status), Unpooled.EMPTY_BUFFER);
  }

  public static FullHttpResponse problem(Problem problem) {
    FullHttpResponse response =
        of(problem.status(), "application/problem+json", Unpooled.wrappedBuffer(problem.toJson()));
    problem.headers().forEach(response.headers()::set);
    return response;
  }

  /// Tells a browser's EventSource of a problem that will pass. It gives up for good on any answer
  /// but 200, so it gets a stream that ends at once and says when to come back.
  public static FullHttpResponse retryLater(Problem problem) {
    return of(
        200,
        EventStreamEncoder.TYPE,
        Unpooled.wrappedBuffer(EventStreamEncoder.retry(problem.retrySeconds() * 1000L)));
  }
}
