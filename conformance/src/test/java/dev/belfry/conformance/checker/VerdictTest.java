package dev.belfry.conformance.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.checker.Verdict.Gaps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Recordings made by hand, each with one thing wrong.
class VerdictTest {
  /// Five messages of one publisher, each acknowledged before the next was sent.
  private static final List<Sent> FIVE =
      IntStream.rangeClosed(1, 5).mapToObj(i -> kept("a", i, i, 10L * i, 10L * i + 5)).toList();

  @Test
  void aSubscriberThatSawAllInOrderHolds() {
    assertThat(problems(saw("m1", "m2", "m3", "m4", "m5"))).isEmpty();
  }

  @Test
  void aLostMessageIsFound() {
    assertThat(problems(saw("m1", "m2", "m4", "m5")))
        .containsExactly("c: s never saw 1 messages from e-2 on: e-3=m3");
  }

  @Test
  void aMessageLostAtTheEndIsFound() {
    assertThat(problems(saw("m1", "m2", "m3", "m4")))
        .containsExactly("c: s never saw 1 messages from e-4 on: e-5=m5");
  }

  @Test
  void aDuplicateIsFound() {
    assertThat(problems(saw("m1", "m2", "m2", "m3", "m4", "m5")))
        .containsExactly("c: s was at e-2, then saw m2 at e-2");
  }

  @Test
  void aReorderingIsFound() {
    assertThat(problems(saw("m1", "m3", "m2", "m4", "m5"))).hasSize(2);
  }

  @Test
  void aMessageThatNobodySentIsFound() {
    assertThat(problems(saw("m1", "m2", "m3", "m4", "m5", "m6")))
        .containsExactly("c: s saw m6, which was never sent");
  }

  @Test
  void aGapThatCoversWhatIsMissingHolds() {
    var story = story(seen("m1"), new Sighting.Gap(3L, at(4)), seen("m5"));
    assertThat(problems(story, Gaps.ALLOWED)).isEmpty();
    var unknown = story(seen("m1"), new Sighting.Gap(null, at(4)), seen("m5"));
    assertThat(problems(unknown, Gaps.ALLOWED)).isEmpty();
  }

  @Test
  void aGapWhereNoneMayBeIsFound() {
    var story = story(seen("m1"), new Sighting.Gap(3L, at(4)), seen("m5"));
    assertThat(problems(story, Gaps.FORBIDDEN)).hasSize(1);
  }

  @Test
  void aGapThatDoesNotCoverWhatIsMissingIsFound() {
    var story = story(seen("m1"), new Sighting.Gap(2L, at(3)), seen("m5"));
    assertThat(problems(story, Gaps.ALLOWED))
        .containsExactly("c: s never saw 1 messages from e-3 on: e-4=m4");
  }

  @Test
  void aGapThatNamesTooFewIsFound() {
    var story = story(seen("m1"), new Sighting.Gap(1L, at(4)), seen("m5"));
    assertThat(problems(story, Gaps.ALLOWED)).hasSize(1);
  }

  @Test
  void aGapThatGoesBackIsFound() {
    var story =
        story(
            seen("m1"),
            seen("m2"),
            seen("m3"),
            new Sighting.Gap(1L, at(1)),
            seen("m4"),
            seen("m5"));
    assertThat(problems(story, Gaps.ALLOWED)).hasSize(1);
  }

  @Test
  void resumingFromAnEarlierPlaceMayRepeatWhatLiesAfterIt() {
    var story =
        story(
            seen("m1"),
            seen("m2"),
            seen("m3"),
            new Sighting.Resumed(at(2)),
            seen("m3"),
            seen("m4"),
            seen("m5"));
    assertThat(problems(story, Gaps.FORBIDDEN)).isEmpty();
  }

  @Test
  void whatIsLostBetweenHistoryAndLiveIsFound() {
    var story = story(seen("m1"), seen("m2"), new Sighting.Resumed(at(2)), seen("m4"), seen("m5"));
    assertThat(problems(story, Gaps.FORBIDDEN)).hasSize(1);
  }

  @Test
  void anAcknowledgedMessageThatNobodyWasToldTheplaceOfIsFound() {
    List<Sent> sent = new ArrayList<>(FIVE);
    sent.add(new Sent("w1", "w", 1, 0, new Sent.Outcome.Echoed()));
    var recording = new Recording("c", sent, List.of(saw("m1", "m2", "m3", "m4", "m5")), at(5));
    assertThat(Verdict.of(recording, Gaps.FORBIDDEN).problems())
        .containsExactly("c: w1 was acknowledged, but stands nowhere");
  }

  @Test
  void aMessageThatMayNotHaveArrivedMayBeMissing() {
    List<Sent> sent = new ArrayList<>(FIVE);
    sent.add(new Sent("w1", "w", 1, 0, new Sent.Outcome.Unknown()));
    var recording = new Recording("c", sent, List.of(saw("m1", "m2", "m3", "m4", "m5")), at(5));
    assertThat(Verdict.of(recording, Gaps.FORBIDDEN).holds()).isTrue();
  }

  @Test
  void twoMessagesAtOnePlaceAreFound() {
    var liar = story(seen("m1"), new Sighting.Message("m3", at(2)), seen("m4"), seen("m5"));
    assertThat(problems(liar)).isNotEmpty();
  }

  @Test
  void apublishersOwnOrderIsHeld() {
    List<Sent> sent = List.of(kept("a", 2, 1, 0, 100), kept("a", 1, 2, 0, 100));
    var recording = new Recording("c", sent, List.of(), at(2));
    assertThat(Verdict.of(recording, Gaps.FORBIDDEN).problems()).hasSize(1);
  }

  @Test
  void whatWasAcknowledgedBeforeAnotherWasSentStandsBeforeIt() {
    List<Sent> sent = List.of(kept("a", 1, 2, 0, 10), kept("b", 2, 1, 20, 30));
    var recording = new Recording("c", sent, List.of(), at(2));
    assertThat(Verdict.of(recording, Gaps.FORBIDDEN).problems())
        .containsExactly("c: m1 was acknowledged before m2 was sent, but is after it");
  }

  private static List<String> problems(Story story) {
    return problems(story, Gaps.FORBIDDEN);
  }

  private static List<String> problems(Story story, Gaps gaps) {
    return Verdict.of(new Recording("c", FIVE, List.of(story), at(5)), gaps).problems();
  }

  private static Sent kept(String publisher, int message, int place, long sent, long answered) {
    var outcome = new Sent.Outcome.Kept(at(place), answered);
    return new Sent("m" + message, publisher, message, sent, outcome);
  }

  private static Story saw(String... contents) {
    return new Story("s", at(0), List.of(contents).stream().map(VerdictTest::seen).toList());
  }

  private static Story story(Sighting... sightings) {
    return new Story("s", at(0), List.of(sightings));
  }

  private static Sighting seen(String content) {
    return new Sighting.Message(content, null);
  }

  private static Place at(long offset) {
    return new Place("e", offset);
  }

  @Test
  void onlyAGapIntoAnotherEpochMayGoBackToWhatIsKept() {
    Place begun = new Place("f", 1);
    var story =
        story(
            seen("m1"),
            seen("m2"),
            new Sighting.Gap(null, begun),
            seen("m2"),
            seen("m3"),
            seen("m4"),
            seen("m5"));
    assertThat(problems(story, Gaps.OF_EPOCHS)).isEmpty();
    assertThat(problems(story, Gaps.FORBIDDEN)).isNotEmpty();
    var lost = story(seen("m1"), new Sighting.Gap(null, begun), seen("m3"), seen("m4"), seen("m5"));
    assertThat(problems(lost, Gaps.OF_EPOCHS)).isNotEmpty();
    var same = story(seen("m1"), new Sighting.Gap(3L, at(4)), seen("m5"));
    assertThat(problems(same, Gaps.OF_EPOCHS)).hasSize(1);
  }
}
