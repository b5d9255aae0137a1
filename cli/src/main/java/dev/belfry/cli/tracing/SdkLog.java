package dev.belfry.cli.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/// What the SDK says of itself by the JDK's logging, such as that its exporter is down, becomes
/// lines of ours.
final class SdkLog extends Handler {
  private static final String SDK = "io.opentelemetry";

  /// Held, since the JDK forgets what it was told of a logger that nobody holds.
  private static final Logger OF_SDK = Logger.getLogger(SDK);

  private SdkLog() {}

  static void toOurs() {
    for (Handler before : OF_SDK.getHandlers()) {
      OF_SDK.removeHandler(before);
    }
    OF_SDK.addHandler(new SdkLog());
    OF_SDK.setUseParentHandlers(false);
  }

  @Override
  public void publish(LogRecord event) {
    org.slf4j.Logger ours = LoggerFactory.getLogger(event.getLoggerName());
    if (event.getLevel().intValue() >= Level.WARNING.intValue()) {
      ours.warn("{}", event.getMessage());
    } else {
      ours.debug("{}", event.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
