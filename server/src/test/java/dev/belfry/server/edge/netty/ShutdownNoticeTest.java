package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShutdownNoticeTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "300, 1", "2000, 2", "15000, 15", "3600000, 3600"})
  void eventStreamsComeBackSpreadOverTheDrainTime(long drainMillis, long seconds) {
    ShutdownNotice notice = new ShutdownNotice(Duration.ofMillis(drainMillis));
    long rest = 700;
    long[] told = LongStream.range(0, 2_000).map(_ -> notice.retryMillis(rest)).sorted().toArray();
    long earliest = rest + 3_000;
    assertThat(told[0]).isBetween(earliest, earliest + seconds * 100);
    assertThat(told[1_999]).isBetween(earliest + seconds * 900, earliest + seconds * 1_000 - 1);
  }
}
