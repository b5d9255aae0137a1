package dev.belfry.server.edge.http;

import dev.belfry.server.runtime.Loop;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every response to one request has to say, whatever it is about.
///
/// @param allowedOrigin whose pages may read the response (the CORS protocol of the Fetch
///   standard); null for the server's own only
record Dress(HttpRequest request, @Nullable String allowedOrigin) {
  private static final String METHODS = "GET, HEAD, POST, DELETE";
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, Cache-Control, Last-Event-ID, Idempotency-Key, "
          + "Belfry-Replace-Key, Belfry-Expires, Belfry-At, X-Requested-With, traceparent, "
          + "tracestate";
  private static final String EXPOSED_HEADERS = "Retry-After, ETag";

  /// Statuses whose responses never have content, nor say its length (RFC 9110 section 8.6).
  private static final Set<Integer> NO_CONTENT = Set.of(204, 304);

  private static final int PREFLIGHT_SECONDS = 7200;

  /// The response to a request whose body was taken.
  FullHttpResponse complete(FullHttpResponse response) {
    dress(response);
    if (!NO_CONTENT.contains(response.status().code())) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    }
    if (!isHead()) {
      return response;
    }
    response.release();
    return response.replace(Unpooled.EMPTY_BUFFER);
  }

  /// The response to HEAD where GET would be answered with a stream.
  FullHttpResponse withoutLength(FullHttpResponse response) {
    FullHttpResponse head = early(response);
    head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    return head;
  }

  /// The response to a request whose body, if there is one, nobody will read.
  FullHttpResponse early(FullHttpResponse response) {
    if (HttpUtil.isTransferEncodingChunked(request) || hasLength() || isBroken()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return complete(response);
  }

  /// The response after which the connection ends.
  FullHttpResponse last(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return complete(response);
  }

  /// The endpoint whose responses are complete.
  Endpoint worn(Endpoint endpoint) {
    return exchange -> endpoint.serve(new Completing(exchange, this));
  }

  boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  private boolean hasLength() {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !length.equals("0");
  }

  /// Nobody can tell where the next request would begin.
  private boolean isBroken() {
    return request.decoderResult().isFailure();
  }

  <R extends HttpResponse> R dress(R response) {
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.VARY, "Accept, Origin");
    headers.set("X-Content-Type-Options", "nosniff");
    if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }
    if (allowedOrigin != null) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowedOrigin);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
    }
    return response;
  }

  /// The answer to OPTIONS, a browser's question whether a page may ask among them.
  FullHttpResponse options(Route route) {
    FullHttpResponse response = Replies.empty(204);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.ALLOW, String.join(", ", route.methods()));
    if (allowedOrigin != null
        && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    }
    return early(response);
  }

  FullHttpResponse problem(Problem problem) {
    boolean eventSource =
        request.headers().contains("Sec-Fetch-Mode")
            && Negotiation.namesEventStream(request.headers().getAll(HttpHeaderNames.ACCEPT));
    return problem.temporary() && eventSource
        ? Replies.comeBack(problem)
        : Replies.problem(problem);
  }

  /// An exchange whose response is completed on its way out.
  private record Completing(Exchange exchange, Dress dress) implements Exchange {
    @Override
    public HttpRequest request() {
      return exchange.request();
    }

    @Override
    public byte[] body() {
      return exchange.body();
    }

    @Override
    public Loop loop() {
      return exchange.loop();
    }

    @Override
    public void respond(FullHttpResponse response) {
      exchange.respond(dress.complete(response));
    }

    @Override
    public boolean mayPublish() {
      return exchange.mayPublish();
    }

    @Override
    public void whenGone(Runnable task) {
      exchange.whenGone(task);
    }
  }
}
