package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.LoopCounters.Family;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that were refused: counted, and logged at level debug, without the secrets that a URL
/// may have.
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int REFUSED_FROM = 400;

  /// Parameters that nobody should see: a ticket, and tokens that have no place in a URL.
  private static final Pattern SECRET = Pattern.compile("(?i)(ticket|token|key|auth)=[^&#]*");

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
          SECRET.matcher(request.uri()).replaceAll("$1=***"),
          answer.status().code(),
          answer.content().toString(StandardCharsets.UTF_8));
    }
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
