package dev.belfry.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class NotBeforeTest {
  private final NotBefore notBefore = new NotBefore(new byte[] {1, 2, 3});

  private static UserId user(String id) {
    return UserId.parse(id).orElseThrow();
  }

  @Test
  void whatWasIssuedBeforeIsNotTakenAnyMore() {
    notBefore.set(user("42"), 5_000);
    assertThat(notBefore.admits(user("42"), OptionalLong.of(4_999))).isFalse();
    assertThat(notBefore.admits(user("42"), OptionalLong.of(5_000))).isTrue();
    assertThat(notBefore.admits(user("42"), OptionalLong.empty())).isFalse();
    assertThat(notBefore.admits(user("43"), OptionalLong.empty())).isTrue();
  }

  @Test
  void anEarlierTimeDoesNotTakeBackALaterOne() {
    notBefore.set(user("42"), 5_000);
    notBefore.set(user("42"), 4_000);
    assertThat(notBefore.admits(user("42"), OptionalLong.of(4_500))).isFalse();
  }

  @Test
  void noneOfAMillionIsForgotten() {
    for (int i = 0; i < 1_000_000; i++) {
      notBefore.set(user("u" + i), 5_000);
    }
    for (int i = 0; i < 1_000_000; i += 997) {
      assertThat(notBefore.admits(user("u" + i), OptionalLong.of(4_000))).isFalse();
      assertThat(notBefore.admits(user("u" + i), OptionalLong.of(6_000))).isTrue();
    }
  }
}
