package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeardGroupsTest {
  private final HeardGroups groups = new HeardGroups();

  @BeforeEach
  void begin() {
    groups.begin("l1", Map.of("a", 5L));
  }

  private static long at(double seconds) {
    return 1_000 + Duration.ofMillis((long) (seconds * 1_000)).toNanos();
  }

  private boolean committed(long seq, double seconds) {
    return groups.committed("l1", Map.of("a", seq), at(seconds));
  }

  @Test
  void whatFollowsIsNotMissed() {
    assertThat(groups.heard("l1", "a", 6, 7)).isFalse();
    assertThat(groups.heard("l1", "a", 8, 8)).isFalse();
    assertThat(groups.heard("l1", "b", 1, 1)).isFalse();
  }

  @Test
  void aSignalAfterALostOneTellsOfIt() {
    assertThat(groups.heard("l1", "a", 7, 7)).isTrue();
    assertThat(groups.heard("l1", "a", 8, 8)).isFalse();
    assertThat(groups.heard("l1", "b", 2, 2)).isTrue();
  }

  @Test
  void theLastSignalIsMissedOnceItHadASecond() {
    assertThat(committed(6, 0)).isFalse();
    assertThat(committed(6, 0.9)).isFalse();
    assertThat(committed(6, 1)).isTrue();
    assertThat(committed(6, 5)).isFalse();
  }

  @Test
  void aSignalThatIsOnItsWayIsNotMissedHoweverManyFollow() {
    for (int i = 0; i < 20; i++) {
      assertThat(committed(6 + i, 0.5 * i)).isFalse();
      assertThat(groups.heard("l1", "a", 6 + i, 6 + i)).isFalse();
    }
  }

  @Test
  void aNodeThatNeverSignalsIsFoundWhileItGoesOn() {
    assertThat(committed(6, 0)).isFalse();
    assertThat(committed(9, 0.5)).isFalse();
    assertThat(committed(12, 1)).isTrue();
    assertThat(committed(15, 1.5)).isFalse();
    assertThat(committed(18, 2)).isTrue();
  }

  @Test
  void anotherLifeIsDoubtfulAndCountsAnew() {
    assertThat(groups.heard("l2", "a", 1, 1)).isTrue();
    assertThat(groups.heard("l2", "a", 2, 2)).isFalse();
    assertThat(groups.committed("l3", Map.of("a", 9L), at(0))).isTrue();
    assertThat(groups.heard("l3", "a", 10, 10)).isFalse();
  }

  @Test
  void aNodeThatIsGoneMayComeBackAndCountAnew() {
    assertThat(groups.committed("l1", Map.of(), at(0))).isFalse();
    assertThat(groups.heard("l1", "a", 1, 1)).isFalse();
    assertThat(groups.heard("l1", "a", 3, 3)).isTrue();
  }
}
