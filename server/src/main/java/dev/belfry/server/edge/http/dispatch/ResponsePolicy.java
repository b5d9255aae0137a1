package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Negotiation;
import dev.belfry.server.edge.http.request.Problem;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every response to one request has to say, whatever it is about.
///
/// @param allowedOrigin whose pages may read the response (the CORS protocol of the Fetch
///   standard); null for the server's own only
/// @param cookies whether a browser may send cookies with requests of such pages
public record ResponsePolicy(HttpRequest request, @Nullable String allowedOrigin, boolean cookies) {
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, Cache-Control, Last-Event-ID, Idempotency-Key, "
          + "Belfry-Replace-Key, Belfry-Expires, Belfry-At, X-Requested-With, traceparent, "
          + "tracestate";
  private static final String EXPOSED_HEADERS = "Retry-After, ETag";

  /// Statuses whose responses never have content, nor say its length (RFC 9110 section 8.6).
  private static final Set<Integer> NO_CONTENT = Set.of(204, 304);

  private static final int PREFLIGHT_SECONDS = 7200;

  /// Completes the response to a request whose body was taken.
  public FullHttpResponse complete(FullHttpResponse response) {
    describe(response);
    if (!NO_CONTENT.contains(response.status().code())) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    }
    if (!isHead()) {
      return response;
    }
    response.release();
    return response.replace(Unpooled.EMPTY_BUFFER);
  }

  /// Completes the response to HEAD where GET would be answered with a stream.
  FullHttpResponse withoutLength(FullHttpResponse response) {
    FullHttpResponse head = early(response);
    head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    return head;
  }

  /// Completes the response to a request whose body, if there is one, nobody will read.
  FullHttpResponse early(FullHttpResponse response) {
    if (HttpUtil.isTransferEncodingChunked(request) || hasLength() || isBroken()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return complete(response);
  }

  /// Completes the response after which the connection ends.
  private FullHttpResponse last(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return complete(response);
  }

  /// The complete response to a request that is not served after all. The connection ends after it.
  public FullHttpResponse refusal(Problem problem) {
    return last(problem(problem));
  }

  private boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  private boolean hasLength() {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !length.equals("0");
  }

  /// Whether nobody can tell where the next request would begin.
  private boolean isBroken() {
    return request.decoderResult().isFailure();
  }

  /// Adds what every response says, and returns it.
  public <R extends HttpResponse> R describe(R response) {
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.VARY, "Accept, Origin");
    headers.set("X-Content-Type-Options", "nosniff");
    if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }
    if (allowedOrigin != null) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowedOrigin);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
      if (cookies) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
    return response;
  }

  /// The answer to OPTIONS, a browser's question whether a page may ask among them.
  FullHttpResponse options(List<String> methods) {
    FullHttpResponse response = Responses.empty(204);
    HttpHeaders headers = response.headers();
    String allowed = String.join(", ", methods);
    headers.set(HttpHeaderNames.ALLOW, allowed);
    if (allowedOrigin != null
        && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allowed);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
      headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    }
    return early(response);
  }

  /// The response to a request that is not served; not complete yet.
  public FullHttpResponse problem(Problem problem) {
    boolean eventSource =
        request.headers().contains("Sec-Fetch-Mode")
            && Negotiation.namesEventStream(request.headers().getAll(HttpHeaderNames.ACCEPT));
    return problem.temporary() && eventSource
        ? Responses.retryLater(problem)
        : Responses.problem(problem);
  }
}
