package dev.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"36500d", "876000h", "P36500D", "PT3153600000S"})
  void aHundredYearsIsTheLongestLengthOfTime(String text) {
    assertThat(TimeText.parseDuration(text)).contains(Duration.ofDays(36_500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "36501d",
        "999999999d",
        "PT3153600000.000000001S",
        "PT9223372036854775807S",
        "P106751991167300D",
        "PT99999999999999999999S",
        "0s",
        "PT0S",
        "PT-1S",
        "P-1D",
        "-1s",
        "1w"
      })
  void anyOtherLengthOfTimeIsRefused(String text) {
    assertThat(TimeText.parseDuration(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"})
  void theYearsFrom1970To9999AreTimes(String text) {
    assertThat(TimeText.parseInstant(text)).contains(Instant.parse(text));
    assertThat(TimeText.format(Instant.parse(text).toEpochMilli()))
        .startsWith(text.substring(0, 19));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59.999999999-18:00",
        "-999999999-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999-18:00"
      })
  void anyOtherTimeIsRefused(String text) {
    assertThat(TimeText.parseInstant(text)).isEmpty();
  }
}
