package dev.belfry.server.edge;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that were refused, at level debug.
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final int REFUSED_FROM = 400;

  private RefusalLog() {}

  /// Notes an answer, if it is a refusal.
  static void note(HttpRequest request, FullHttpResponse answer) {
    if (answer.status().code() >= REFUSED_FROM && LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} is answered {}: {}",
          request.method(),
          request.uri(),
          answer.status().code(),
          answer.content().toString(StandardCharsets.UTF_8));
    }
  }
}
