package dev.belfry.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelPatternTest {
  @ParameterizedTest
  @CsvSource({
    "orders, orders",
    "*, orders",
    "orders:*, orders:42",
    "orders:*, orders:",
    "*:42, orders:42",
    "a*b*c, aXbXbXc",
    "orders/*, orders/1",
    "*/items, orders/items",
    "a/*/c, a/b/c",
    "**, orders",
    "**, orders/1/items",
    "orders/**, orders",
    "orders/**, orders/1/items",
    "**/items, items",
    "**/items, orders/1/items",
    "a/**/z, a/z",
    "a/**/z, a/b/z/z",
    "a/**/b/**/c, a/x/b/b/y/c",
    "**/**, a",
    "orders/**, orders:42",
    "orders:**, orders",
    "orders:**, orders:42",
    "orders:**, orders:42:items",
    "orders:**, orders/42",
    "orders:42, orders/42",
    "orders:**, orders:",
    "a:**:z, a:b/c:z",
    "user:*:inbox, user:42/inbox",
    "**:items, orders/1/items",
    "@user/*, @user/42",
    "@*/42, @user/42",
    "@everyone, @everyone",
    "a@*, a@b",
  })
  void matchesNamesOfItsShape(String pattern, String name) {
    assertThat(matches(pattern, name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "orders, order",
    "orders, orders/1",
    "*, orders/1",
    "*, orders:1",
    "orders*, orders:1",
    "orders:*, orders:1:items",
    "orders:*, orders:1/items",
    "orders:**, orders42",
    "orders:**, order:s",
    "orders/*, orders",
    "orders/*, orders/1/items",
    "orders:*, order:42",
    "a*b*c, aXcXb",
    "a/*/c, a/c",
    "orders/**, ordersX/1",
    "**/items, orders/items/1",
    "a/**/b/**/c, a/b/x",
    "*, @everyone",
    "**, @user/42",
    "**/42, @user/42",
    "*user/42, @user/42",
  })
  void matchesNoOtherName(String pattern, String name) {
    assertThat(matches(pattern, name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/", "/a", "a//b", "***", "a**", "a:b**", "a:**b", "@**x", "**a/b", ".", "a/../b",
        "a b"
      })
  void refusesWhatIsNoPattern(String text) {
    assertThat(ChannelPattern.parse(text)).isEmpty();
  }

  @Test
  void mayBeAsLongAsAName() {
    assertThat(ChannelPattern.parse("*" + "a".repeat(199))).isPresent();
    assertThat(ChannelPattern.parse("*" + "a".repeat(200))).isEmpty();
  }

  @Test
  void agreesWithThePlainDefinitionOnRandomPatterns() {
    var random = new Random(20261124);
    int matched = 0;
    for (int i = 0; i < 200_000; i++) {
      String pattern = randomText(random, "aab**/:@", 9);
      String name = randomText(random, "aab//:@", 11);
      matched += PatternOracle.check(pattern, name) ? 1 : 0;
    }
    assertThat(matched).as("pairs that match").isGreaterThan(1000);
  }

  @Test
  void isNotSlowedByAPatternMadeForIt() {
    ChannelPattern nested = ChannelPattern.parse("**/a*a*a*a*a*b/".repeat(12) + "c").orElseThrow();
    ChannelName name = ChannelName.parse("aaaaaaaaa/".repeat(19) + "aaaaaaaaa").orElseThrow();
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertThat(nested.matches(name)).isFalse();
          }
        });
  }

  private static boolean matches(String pattern, String name) {
    return ChannelPattern.parse(pattern)
        .orElseThrow()
        .matches(ChannelName.parse(name).orElseThrow());
  }

  private static String randomText(Random random, String alphabet, int lengthMax) {
    var text = new StringBuilder();
    for (int left = 1 + random.nextInt(lengthMax); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
