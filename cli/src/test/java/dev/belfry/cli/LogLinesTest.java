package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lines that the process logs: each is one, and a flood makes few of them.
class LogLinesTest {
  private final LoggerContext loggers = new LoggerContext();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger logger = loggers.getLogger("dev.belfry.Place");
  private long nanos;

  @BeforeEach
  void connect() {
    written.start();
    RateLimitedAppender limited = new RateLimitedAppender(written, () -> nanos);
    limited.setContext(loggers);
    limited.start();
    logger.addAppender(limited);
    logger.setLevel(Level.DEBUG);
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aFloodOfOnePlaceIsCutAndCounted() {
    for (int i = 0; i < 10_000; i++) {
      logger.error("a request of {} failed", i);
    }
    assertThat(lines()).hasSize(50);
    logger.error("something else");
    assertThat(lines()).hasSize(51);
    nanos += 1_500_000_000L;
    logger.error("a request of {} failed", "the last");
    assertThat(lines().subList(51, 53))
        .containsExactly(
            "9950 lines like the next one were left out", "a request of the last failed");
    logger.error("a request of {} failed", "none");
    assertThat(lines()).hasSize(53);
  }

  @Test
  void whoAsksForDetailsGetsMoreOfThem() {
    for (int i = 0; i < 10_000; i++) {
      logger.debug("{} is refused", i);
    }
    assertThat(lines()).hasSize(1_000);
  }

  @Test
  void noClientMakesThePlacesGrow() {
    for (int i = 0; i < 5_000; i++) {
      logger.error("text of its own " + i);
    }
    assertThat(lines()).hasSize(5_000);
    logger.error("text of its own 0");
    assertThat(lines()).as("it was forgotten, and begins anew").hasSize(5_001);
  }

  @Test
  void anEventWithItsFaultIsOneLine() {
    PatternLayoutEncoder encoder = LogConfigurator.encoder(loggers);
    RuntimeException fault =
        new IllegalStateException("one\nERROR two\u001b[31m", new RuntimeException("a\rcause"));
    logger.error("broken by {}", "x\ny", fault);
    String line = new String(encoder.encode(written.list.getFirst()), StandardCharsets.UTF_8);
    assertThat(line).endsWith(System.lineSeparator()).contains("broken by x y");
    assertThat(line.strip()).doesNotContainPattern("\\p{Cntrl}");
    assertThat(line).contains("one ERROR two", "Caused by", "LogLinesTest");
  }

  @Test
  void anEventIsAnObjectOfJsonWithItsFields() {
    JsonLines encoder = new JsonLines();
    encoder.setContext(loggers);
    encoder.start();
    logger
        .atError()
        .addKeyValue("status", 201)
        .addKeyValue("path", "/a\u0085b")
        .setCause(new IllegalStateException("one\nERROR two\u001b[31m\u202e"))
        .log("broken by {}", "x\ny\u2028");
    String line = new String(encoder.encode(written.list.getFirst()), StandardCharsets.UTF_8);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContainPattern("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u202e]");
    JsonNode read = JsonMapper.shared().readTree(line);
    assertThat(read.path("level").asString()).isEqualTo("ERROR");
    assertThat(read.path("message").asString()).isEqualTo("broken by x\ny\u2028");
    assertThat(read.path("status").asInt()).isEqualTo(201);
    assertThat(read.path("path").asString()).isEqualTo("/a\u0085b");
    assertThat(read.path("fault").asString())
        .startsWith("java.lang.IllegalStateException: one\nERROR two\u001b[31m")
        .contains("LogLinesTest");
  }
}
