package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.LogFormat;
import dev.belfry.server.config.LogLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogSettingsTest {
  private static final Logger OURS =
      LoggerFactory.getLogger("dev.belfry.server.edge.http.RefusalLog");
  private static final Logger NETTY = LoggerFactory.getLogger("io.netty.channel");

  @AfterEach
  void reset() {
    LogSettings.use(LogLevel.INFO, LogFormat.TEXT);
  }

  @Test
  void theLevelHoldsForOurLinesAndLibrariesStayQuiet() {
    LogSettings.use(LogLevel.DEBUG, LogFormat.TEXT);
    assertThat(OURS.isDebugEnabled()).isTrue();
    assertThat(NETTY.isInfoEnabled()).isFalse();
    LogSettings.use(LogLevel.ERROR, LogFormat.TEXT);
    assertThat(OURS.isWarnEnabled()).isFalse();
    assertThat(OURS.isErrorEnabled()).isTrue();
    assertThat(NETTY.isWarnEnabled()).isFalse();
    LogSettings.use(LogLevel.INFO, LogFormat.TEXT);
    assertThat(OURS.isInfoEnabled()).isTrue();
    assertThat(NETTY.isWarnEnabled()).isTrue();
  }
}
