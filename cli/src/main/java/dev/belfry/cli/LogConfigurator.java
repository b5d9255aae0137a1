package dev.belfry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// How this process logs: a line for people on standard error; standard output stays free for
/// results. Logback finds it by itself, and needs no XML, whose reading took a fifth of a start. A
/// file that is named by `-Dlogback.configurationFile` goes before it.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /// What a client sent may be in a message or a fault: its control characters can't make lines of
  /// their own. An event is one line, with its fault.
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}:"
          + " %replace(%msg%replace( %ex{40}){'^ $', ''})"
          + "{'[\\p{Cntrl}\\x80-\\x9f\\u2028-\\u202e\\u2066-\\u2069]+', ' '}%nopex%n";

  /// What libraries say below these is about themselves. `SslHandler` warns of each client that
  /// takes nothing more when its connection is closed, Hikari of what the store says itself, and
  /// Lettuce at each connection which of two transports it takes. The server's: `LogSettings`.
  private static final Map<String, Level> LIBRARIES =
      Map.of(
          "io.netty", Level.WARN,
          "io.netty.handler.ssl.SslHandler", Level.ERROR,
          "org.flywaydb", Level.WARN,
          "com.zaxxer.hikari", Level.ERROR,
          "io.lettuce.core.resource.Transports", Level.ERROR);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LIBRARIES.forEach((name, least) -> context.getLogger(name).setLevel(least));
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    write(context, encoder(context));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// As the server has it (`AccessLog`), whose class need not be loaded for it.
  private static final String ACCESS_LOG = "dev.belfry.access";

  static PatternLayoutEncoder encoder(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }

  /// Has an object written in each line from now on.
  static void useJson(LoggerContext context) {
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    write(context, encoder);
  }

  /// Lines of the access log were asked for, all of them, so nothing limits their rate.
  private static void write(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    Appender<ILoggingEvent> all = standardError(context, encoder);
    RateLimitedAppender limited = new RateLimitedAppender(all, System::nanoTime);
    limited.setContext(context);
    limited.setName("limited");
    limited.start();
    replace(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME), limited);
    ch.qos.logback.classic.Logger access = context.getLogger(ACCESS_LOG);
    access.setAdditive(false);
    access.setLevel(Level.INFO);
    replace(access, all);
  }

  private static void replace(
      ch.qos.logback.classic.Logger logger, Appender<ILoggingEvent> appender) {
    logger.detachAndStopAllAppenders();
    logger.addAppender(appender);
  }

  private static Appender<ILoggingEvent> standardError(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
