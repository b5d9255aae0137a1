package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.http.request.LoggedTarget;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.LoopCounters.Family;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that were refused: counted, and logged at level debug, without the secrets that a URL
/// may have.
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int REFUSED_FROM = 400;

  private Refusals() {}

  /// Notes an answer, if it is a refusal.
  public static void note(LoopCounters counters, HttpRequest request, FullHttpResponse answer) {
    if (answer.status().code() < REFUSED_FROM) {
      return;
    }
    counters.add(Family.REFUSALS, "http", code(answer.status().code()), 1);
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} is answered {}: {}",
          request.method(),
          LoggedTarget.of(request.uri()),
          answer.status().code(),
          mayQuoteBody(request, answer)
              ? code(answer.status().code())
              : answer.content().toString(StandardCharsets.UTF_8));
    }
  }

  /// What is wrong with a body may be told with a piece of it, which no log is to have.
  private static boolean mayQuoteBody(HttpRequest request, FullHttpResponse answer) {
    return answer.status().equals(HttpResponseStatus.BAD_REQUEST)
        && !request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD);
  }

  /// The word for a status, as problems have it.
  private static String code(int status) {
    return switch (status) {
      case 400, 417, 501, 505 -> "bad-request";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 408 -> "timeout";
      case 409 -> "conflict";
      case 413, 414, 431 -> "too-large";
      case 421 -> "unknown-host";
      case 429 -> "rate-limited";
      case 503 -> "unavailable";
      default -> status >= 500 ? "internal-error" : "other";
    };
  }
}
