package dev.belfry.server.edge.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.Since;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTextTest {
  private static final Since AT_17 = new Since.After(new Position("k3f9", 17));
  private static final Since AT_4 = new Since.After(new Position("m1", 4));

  @ParameterizedTest
  @MethodSource("readable")
  void aWishIsRead(String text, Since since) {
    assertThat(Since.parse(text)).contains(since);
  }

  static List<Object[]> readable() {
    return List.of(
        new Object[] {"k3f9-17", AT_17},
        new Object[] {"earliest", new Since.Earliest()},
        new Object[] {"-50", new Since.Last(50)},
        new Object[] {"-1000000", new Since.Last(1_000_000)},
        new Object[] {"30s", new Since.Within(Duration.ofSeconds(30))},
        new Object[] {"10m", new Since.Within(Duration.ofMinutes(10))},
        new Object[] {"24h", new Since.Within(Duration.ofHours(24))},
        new Object[] {"7d", new Since.Within(Duration.ofDays(7))},
        new Object[] {"PT1H30M", new Since.Within(Duration.ofMinutes(90))});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-0",
        "-1000001",
        "-9999999999",
        "10",
        "0s",
        "PT0S",
        "PT-5S",
        "latest",
        "k3f9-",
        "K3F9-1",
        "k3f9-01",
        "k3f9--1",
        "1e3s",
        "９s"
      })
  void anythingElseIsNot(String text) {
    assertThat(Since.parse(text)).isEmpty();
  }

  @Test
  void severalChannelsHaveOneEachOrAllTheSame() {
    assertThat(SinceText.parse("k3f9-17,m1-4", 2)).contains(List.of(AT_17, AT_4));
    assertThat(SinceText.parse("-5", 2)).contains(List.of(new Since.Last(5), new Since.Last(5)));
    assertThat(SinceText.parse("k3f9-17", 2)).isEmpty();
    assertThat(SinceText.parse("k3f9-17,m1-4,m1-5", 2)).isEmpty();
    assertThat(SinceText.parse("k3f9-17,", 2)).isEmpty();
  }

  @Test
  void theHeaderWinsOverTheQuery() {
    assertThat(SinceText.read("k3f9-17", Optional.of("earliest"), 1))
        .isEqualTo(Checked.good(List.of(AT_17)));
    assertThat(SinceText.read("", Optional.of("earliest"), 1))
        .isEqualTo(Checked.good(List.of(new Since.Earliest())));
    assertThat(SinceText.read(null, Optional.empty(), 2))
        .isEqualTo(Checked.good(List.of(new Since.Now(), new Since.Now())));
  }

  @Test
  void whatCannotBeReadIsAGapInTheHeaderAndMalformedInTheQuery() {
    assertThat(SinceText.read("nonsense", Optional.empty(), 2))
        .isEqualTo(Checked.good(List.of(new Since.Unknown(), new Since.Unknown())));
    assertThat(SinceText.read(null, Optional.of("nonsense"), 1))
        .isInstanceOfSatisfying(
            Checked.Bad.class, bad -> assertThat(bad.problem().status()).isEqualTo(400));
  }
}
