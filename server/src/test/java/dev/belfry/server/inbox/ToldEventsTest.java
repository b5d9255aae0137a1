package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToldEventsTest {
  private final ToldEvents events = new ToldEvents();

  @BeforeEach
  void begin() {
    assertThat(committed(5)).isFalse();
  }

  private boolean committed(long number) {
    return events.committed(Map.of(3L, number));
  }

  @Test
  void whatIsToldBetweenTwoTimesIsNotMissed() {
    for (long number = 6; number < 50; number++) {
      assertThat(committed(number)).isFalse();
      events.told(3, number);
    }
  }

  @Test
  void theLastOneIsMissedTheSecondTimeAndOnce() {
    assertThat(committed(6)).isFalse();
    assertThat(committed(6)).isTrue();
    assertThat(committed(6)).isFalse();
    events.told(3, 7);
    assertThat(committed(7)).isFalse();
    assertThat(committed(7)).isFalse();
  }

  @Test
  void oneInTheMiddleIsMissedWhateverComesAfterIt() {
    events.told(3, 6);
    events.told(3, 8);
    assertThat(committed(8)).isFalse();
    assertThat(committed(8)).isTrue();
    events.told(3, 9);
    assertThat(committed(9)).isFalse();
  }

  @Test
  void twoNodesOfOneSlotAreHeardInAnyOrderAndTwice() {
    events.told(3, 8);
    events.told(3, 7);
    events.told(3, 8);
    assertThat(committed(8)).isFalse();
    events.told(3, 6);
    events.told(3, 6);
    assertThat(committed(8)).isFalse();
    assertThat(committed(8)).isFalse();
  }

  @Test
  void aSlotThatComesLaterBeginsWithItsFirst() {
    assertThat(events.committed(Map.of(3L, 5L, 4L, 2L))).isFalse();
    events.told(4, 2);
    assertThat(events.committed(Map.of(3L, 5L, 4L, 2L))).isTrue();
  }

  @Test
  void aStoreThatHasGoneBackIsNotTheSame() {
    assertThat(committed(2)).isTrue();
    events.told(3, 3);
    assertThat(committed(3)).isFalse();
    assertThat(committed(3)).isFalse();
  }
}
