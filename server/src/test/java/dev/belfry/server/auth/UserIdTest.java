package dev.belfry.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserIdTest {
  @ParameterizedTest
  @CsvSource({
    "42, @user/42",
    "Ann_b.c-d, @user/Ann_b.c-d",
    "a/b, @user/a=2Fb",
    "a=2Fb, @user/a=3D2Fb",
    "*, @user/=2A",
    "., @user/=2E",
    ".., @user/=2E=2E",
    "ä, @user/=C3=A4",
    "a b@c, @user/a=20b=40c"
  })
  void everyUserHasAChannelOfTheirOwn(String id, String channel) {
    assertThat(UserId.parse(id).orElseThrow().channel().text()).isEqualTo(channel);
  }

  @Test
  void whatHasNoChannelIsNoUser() {
    assertThat(UserId.parse("")).isEmpty();
    assertThat(UserId.parse("\ud800")).isEmpty();
    assertThat(UserId.parse("u".repeat(194))).isPresent();
    assertThat(UserId.parse("u".repeat(195))).isEmpty();
    assertThat(UserId.parse("ä".repeat(33))).isEmpty();
  }
}
