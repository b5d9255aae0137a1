package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValueTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "65536, 65536, 64KiB",
    "64KiB, 65536, 64KiB",
    "64 kib, 65536, 64KiB",
    "1500B, 1500, 1500",
    "1536KiB, 1572864, 1536KiB",
    "1024MiB, 1073741824, 1GiB",
    "2TiB, 2199023255552, 2TiB",
  })
  void sizesAreReadAndWritten(String text, long bytes, String written) {
    DataSize size = DataSize.parse(text).orElseThrow();
    assertThat(size.bytes()).isEqualTo(bytes);
    assertThat(size).hasToString(written);
    assertThat(DataSize.parse(written)).contains(size);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0s",
    "500ms, PT0.5S, 500ms",
    "25s, PT25S, 25s",
    "90 s, PT1M30S, 90s",
    "10m, PT10M, 10m",
    "24H, PT24H, 1d",
    "7d, PT168H, 7d",
    "PT5M, PT5M, 5m",
    "PT0.0001S, PT0.0001S, PT0.0001S",
  })
  void durationsAreReadAndWritten(String text, Duration duration, String written) {
    assertThat(DurationText.parse(text)).contains(duration);
    assertThat(DurationText.format(duration)).isEqualTo(written);
    assertThat(DurationText.parse(written)).contains(duration);
  }

  @Test
  void aShareOfMemoryIsAPercentageOrASize() {
    long memoryBytes = 1L << 30;
    assertThat(MemoryShare.parse("25%").orElseThrow().bytesOf(memoryBytes))
        .isCloseTo(1L << 28, within(100L));
    assertThat(MemoryShare.parse("5MiB").orElseThrow().bytesOf(memoryBytes)).isEqualTo(5L << 20);
    assertThat(MemoryShare.parse("25 %").orElseThrow()).hasToString("25%");
    MemoryShare capped = MemoryShare.parse("25 %  up to 64 MiB").orElseThrow();
    assertThat(capped).hasToString("25% up to 64MiB");
    assertThat(MemoryShare.parse(capped.toString())).contains(capped);
    assertThat(capped.bytesOf(memoryBytes)).isEqualTo(64L << 20);
    assertThat(capped.bytesOf(128L << 20)).isCloseTo(32L << 20, within(100L));
  }

  @ParameterizedTest
  @CsvSource({
    "https://App.Example, https://app.example",
    "https://app.example:443, https://app.example",
    "http://app.example:80, http://app.example",
    "http://app.example:443, http://app.example:443",
    "http://localhost:3000, http://localhost:3000",
    "http://[::1]:8080, http://[::1]:8080",
    "capacitor://localhost, capacitor://localhost",
    "null, null",
  })
  void originsAreWrittenAsBrowsersDo(String text, String written) {
    assertThat(WebOrigin.parse(text).orElseThrow().text()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"a.example", "A-1.example", "db1", "my_host", "10.0.0.1", "::1", "fe80::1", "1.a"})
  void hostsAreNamesAndAddresses(String text) {
    assertThat(Host.parse(text)).isPresent();
  }
}
