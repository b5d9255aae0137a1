package dev.belfry.server.inbox.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.inbox.Mark;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of marks, and what marks that meet come to.
class FeedMarksTest {
  private static final FeedMarks.When NOW = new FeedMarks.When(1_000, false);

  /// From each state of an item: what each mark makes of it. A letter for each that is set: s, r,
  /// a; g for gone.
  @ParameterizedTest
  @CsvSource({
    "'',   SEEN, s", "s,  SEEN, s", "sr,  SEEN, sr", "sa,  SEEN, sa",
    "'',   READ, sr", "s,  READ, sr", "sr,  READ, sr", "sa,  READ, sra",
    "'',   UNREAD, ''", "s,  UNREAD, s", "sr,  UNREAD, s", "sra, UNREAD, sa",
    "'',   ARCHIVED, sa", "s, ARCHIVED, sa", "sr,  ARCHIVED, sra", "sra, ARCHIVED, sra",
    "'',   UNARCHIVED, ''", "sa, UNARCHIVED, s", "sra, UNARCHIVED, sr", "sr, UNARCHIVED, sr",
    "'',   DELETED, g", "sr, DELETED, srg", "sra, DELETED, srag", "sa, DELETED, sag",
  })
  void marksDoWhatTheTableSays(String before, Mark.Kind kind, String after) {
    FeedMarks marks = stateOf(before).mark(kind, one(3), 10, NOW);
    assertThat(lettersOf(marks, 14)).isEqualTo(after);
    assertThat(lettersOf(marks, 13)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"s, SEEN", "sr, READ", "s, UNREAD", "sa, ARCHIVED", "s, UNARCHIVED"})
  void aMarkThatChangesNothingIsTheSameObject(String before, Mark.Kind kind) {
    FeedMarks marks = stateOf(before);
    assertThat(marks.mark(kind, one(3), 10, NOW)).isSameAs(marks);
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      FeedMarks marks = FeedMarks.NONE;
      for (int step = 0; step < 40; step++) {
        marks =
            marks.mark(
                anyKind(random), any(random), random.nextInt(5), when(random.nextInt(1_000)));
        assertThat(FeedMarks.decode(marks.encode())).isEqualTo(marks);
      }
      assertThat(FeedMarks.decode(marks.settled(20).encode())).isEqualTo(marks.settled(20));
    }
  }

  @Test
  void oneWhoReadsInOrderCostsTwentyBytes() {
    FeedMarks marks = FeedMarks.NONE.without(1, 900_000);
    BitSet hundred = new BitSet();
    hundred.set(0, 100);
    marks = marks.mark(Mark.Kind.READ, hundred, 1_000_000, NOW).settled(1_000_000);
    assertThat(marks.encode()).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void onlySoManyTimesAreKeptTheNewest() {
    FeedMarks marks = FeedMarks.NONE;
    BitSet many = new BitSet();
    many.set(0, 1_000);
    marks = marks.mark(Mark.Kind.READ, many, 0, when(1));
    for (int i = 0; i < 1_000; i++) {
      marks = marks.mark(Mark.Kind.UNREAD, one(i), 0, when(2 + i));
    }
    assertThat(marks.times().of(1_000, MarkTimes.Kind.READ)).isNotNull();
    assertThat(marks.times().of(744, MarkTimes.Kind.READ)).isNull();
    assertThat(marks.encode()).hasSizeLessThan(MarkTimes.MOST * 8);
  }

  // ---- marks that meet

  @Test
  void devicesThatWereAwayComeToWhatTheLatestMarkSaid() {
    for (int seed = 0; seed < Integer.getInteger("belfry.markSeeds", 5_000); seed++) {
      MeetingDevices run = new MeetingDevices(new Random(seed), true);
      run.run();
      assertThat(run.differences()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void withoutTimesTheyDoNot() {
    int different = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      MeetingDevices run = new MeetingDevices(new Random(seed), false);
      run.run();
      different += run.differences().isEmpty() ? 0 : 1;
    }
    assertThat(different).isGreaterThan(100);
  }

  private static FeedMarks.When when(long atMillis) {
    return new FeedMarks.When(atMillis, true);
  }

  private static FeedMarks stateOf(String letters) {
    PlaceSet here = PlaceSet.of(14, 14);
    return new FeedMarks(
        letters.contains("g") ? here : PlaceSet.EMPTY,
        letters.contains("s") ? here : PlaceSet.EMPTY,
        letters.contains("r") ? here : PlaceSet.EMPTY,
        letters.contains("a") ? here : PlaceSet.EMPTY,
        MarkTimes.NONE);
  }

  private static String lettersOf(FeedMarks marks, long place) {
    return (marks.seen().contains(place) ? "s" : "")
        + (marks.read().contains(place) ? "r" : "")
        + (marks.archived().contains(place) ? "a" : "")
        + (marks.gone().contains(place) ? "g" : "");
  }

  private static Mark.Kind anyKind(Random random) {
    return List.of(Mark.Kind.values()).get(random.nextInt(Mark.Kind.values().length));
  }

  private static BitSet any(Random random) {
    BitSet places = new BitSet();
    for (int i = 0; i < 4; i++) {
      places.set(random.nextInt(30));
    }
    return places;
  }

  private static BitSet one(int bit) {
    BitSet places = new BitSet();
    places.set(bit);
    return places;
  }
}
