package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.log.ChannelLog.Start;
import dev.belfry.server.log.Replay;
import org.junit.jupiter.api.Test;

/// Offsets 1 to 10 were never known, 11 to 20 were trimmed, 21 to 30 are kept.
class KeptRangeTest {
  private final KeptRange kept = new KeptRange(10, 20, 30);

  @Test
  void aCursorInsideHasMissedNothing() {
    for (long cursor = 20; cursor <= 30; cursor++) {
      assertThat(kept.reaches(cursor)).isTrue();
      assertThat(kept.after(cursor)).isEqualTo(new Start(cursor, null));
    }
  }

  @Test
  void whatWasTrimmedSinceIsCounted() {
    assertThat(kept.reaches(19)).isFalse();
    assertThat(kept.after(19)).isEqualTo(new Start(20, new Replay.Gap(1L, 20)));
    assertThat(kept.after(10)).isEqualTo(new Start(20, new Replay.Gap(10L, 20)));
  }

  @Test
  void whatWasNeverKnownIsNotCounted() {
    assertThat(kept.after(9)).isEqualTo(new Start(20, new Replay.Gap(null, 20)));
  }

  @Test
  void aCursorPastTheEndNamesNothing() {
    assertThat(kept.after(31)).isEqualTo(kept.unknown());
    assertThat(kept.unknown()).isEqualTo(new Start(20, new Replay.Gap(null, 20)));
  }

  @Test
  void aGapLeadsNoFurtherThanMayBeRead() {
    KeptRange less = new KeptRange(0, 20, 15);
    assertThat(less.gapAfter(12)).isEqualTo(new Replay.Gap(3L, 15));
    assertThat(less.reaches(15)).isTrue();
  }

  @Test
  void whereNothingWasFoundReadingBeginsAtTheOldest() {
    assertThat(kept.from(0)).isEqualTo(kept.earliest());
    assertThat(kept.from(25)).isEqualTo(new Start(25, null));
  }
}
