package dev.belfry.server.simulation;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belfry.server.runtime.Recurring;
import org.slf4j.LoggerFactory;

/// Faults of recurring tasks, which survive them, so that only their log tells.
final class SurvivedFaults implements AutoCloseable {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Recurring.class);

  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  SurvivedFaults() {
    told.start();
    LOG.addAppender(told);
  }

  boolean none() {
    return told.list.isEmpty();
  }

  @Override
  public String toString() {
    return told.list.toString();
  }

  @Override
  public void close() {
    LOG.detachAppender(told);
  }
}
