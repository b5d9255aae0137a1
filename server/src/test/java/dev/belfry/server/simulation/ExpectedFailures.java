package dev.belfry.server.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.belfry.server.session.HandlerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Keeps out of the log, for a while, what handlers throw on purpose.
final class ExpectedFailures implements AutoCloseable {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(HandlerSession.class);

  private final @Nullable Level before = LOG.getLevel();

  ExpectedFailures() {
    LOG.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    LOG.setLevel(before);
  }
}
