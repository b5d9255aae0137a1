package dev.belfry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.belfry.server.config.LogFormat;
import dev.belfry.server.config.LogLevel;
import java.util.List;
import org.slf4j.LoggerFactory;

/// How grave a line must be to be logged by this process, and its form; `LogConfigurator` has the
/// rest.
final class LogSettings {
  /// What they tell below a warning is about themselves.
  private static final List<String> LIBRARIES = List.of("io.netty", "org.flywaydb");

  private LogSettings() {}

  static void use(LogLevel level, LogFormat format) {
    if (format == LogFormat.JSON
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && System.getProperty("logback.configurationFile") == null) {
      LogConfigurator.useJson(context);
    }
    Level least = Level.toLevel(level.name());
    set(org.slf4j.Logger.ROOT_LOGGER_NAME, least);
    LIBRARIES.forEach(name -> set(name, least.isGreaterOrEqual(Level.WARN) ? least : Level.WARN));
  }

  private static void set(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }
}
