package dev.belfry.server.edge.http.exchange;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that were refused, at level debug, without the secrets that a URL may have.
public final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final int REFUSED_FROM = 400;

  /// Parameters that nobody should see: a ticket, and tokens that have no place in a URL.
  private static final Pattern SECRET = Pattern.compile("(?i)(ticket|token|key|auth)=[^&#]*");

  private RefusalLog() {}

  /// Notes an answer, if it is a refusal.
  public static void note(HttpRequest request, FullHttpResponse answer) {
    if (answer.status().code() >= REFUSED_FROM && LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} is answered {}: {}",
          request.method(),
          SECRET.matcher(request.uri()).replaceAll("$1=***"),
          answer.status().code(),
          answer.content().toString(StandardCharsets.UTF_8));
    }
  }
}
