package dev.belfry.server.store.shared;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.OTHER;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.draft;
import static dev.belfry.server.store.shared.EngineFixture.keyed;
import static dev.belfry.server.store.shared.EngineFixture.known;
import static dev.belfry.server.store.shared.EngineFixture.policy;
import static dev.belfry.server.store.shared.EngineFixture.read;
import static dev.belfry.server.store.shared.EngineFixture.state;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every engine keeps to: its logs, and what it says of them, the schedule, epochs. On the
/// real server, with its own clock.
public abstract class EngineContract extends EngineLogContract {
  /// Makes the server begin new epochs, with all that is kept.
  protected abstract void renew();

  // ---- places and states

  @Test
  void placesAreFoundByNumberAndByAge() {
    for (int i = 1; i <= 5; i++) {
      append(engine, NEWS, text("m" + i));
    }
    assertThat(answer(engine.beforeLast(NEWS, 5, 2))).isEqualTo(3);
    assertThat(answer(engine.beforeLast(NEWS, 4, 2))).isEqualTo(2);
    assertThat(answer(engine.beforeLast(NEWS, 5, 9))).isZero();
    assertThat(answer(engine.beforeAge(NEWS, 5, Duration.ofHours(1)))).isZero();
    long fifth = read(engine, NEWS, 4).messages().getFirst().timeMillis();
    await().until(() -> engine.clock().wallMillis() > fifth + 100);
    append(engine, NEWS, text("later"));
    await().until(() -> answer(engine.beforeAge(NEWS, 6, Duration.ofMillis(50))) == 6);
    long age = engine.clock().wallMillis() - fifth;
    assertThat(answer(engine.beforeAge(NEWS, 6, Duration.ofMillis(age - 50)))).isEqualTo(5);
    assertThat(answer(engine.beforeLast(OTHER, 0, 3))).isZero();
    assertThat(answer(engine.beforeAge(OTHER, 0, Duration.ofHours(1)))).isZero();
  }

  @Test
  void aChannelThatNobodyUsedHasAStateThatItsFirstMessageContinues() {
    ChannelState before = state(elsewhere, NEWS);
    assertThat(before.head()).isZero();
    ChannelState after = append(engine, NEWS, text("a")).state();
    assertThat(after.head()).isEqualTo(1);
    assertThat(after.epoch().offsetOf(new Position(before.epoch().name(), 0))).hasValue(0);
  }

  @Test
  void statesOfManyChannelsComeTogether() {
    append(engine, NEWS, text("a"));
    Map<ChannelName, ChannelState> states = answer(engine.states(List.of(NEWS, OTHER)));
    assertThat(states).containsOnlyKeys(NEWS, OTHER);
    assertThat(states.get(NEWS).head()).isEqualTo(1);
    assertThat(states.get(OTHER).head()).isZero();
  }

  // ---- signals

  @Test
  void whatIsAppendedAfterAWatchIsSignalledOrDoubtful() {
    append(engine, NEWS, text("before"));
    assertThat(answer(engine.watch(NEWS, KEPT)).head()).isEqualTo(1);
    int doubts = heard.doubts();
    append(elsewhere, NEWS, text("b"));
    await().until(() -> heard.head(NEWS) == 2 || heard.doubts() > doubts);
    append(engine, NEWS, text("c"));
    await().until(() -> heard.head(NEWS) == 3 || heard.doubts() > doubts);
    assertThat(heard.all()).allMatch(signal -> signal.channel().equals(NEWS));
  }

  @Test
  void aSignalCarriesTheStateThatTheChannelHas() {
    answer(engine.watch(NEWS, KEPT));
    untilSignalled(NEWS);
    long head = append(elsewhere, NEWS, text("a")).message().offset();
    await().until(() -> heard.head(NEWS) == head);
    assertThat(heard.all().getLast().state()).isEqualTo(state(engine, NEWS));
  }

  @Test
  void whatIsWatchedNoMoreIsNotSignalled() {
    answer(engine.watch(NEWS, KEPT));
    answer(engine.watch(OTHER, KEPT));
    engine.unwatch(NEWS);
    untilSignalled(OTHER);
    append(elsewhere, NEWS, text("a"));
    long head = append(elsewhere, OTHER, text("b")).message().offset();
    await().until(() -> heard.head(OTHER) == head);
    assertThat(heard.head(NEWS)).isZero();
  }

  /// An engine may take some time until it hears of each append, and says then that all is
  /// doubtful.
  private void untilSignalled(ChannelName channel) {
    await()
        .until(() -> {
          append(elsewhere, channel, text("beat"));
          return heard.head(channel) > 0;
        });
  }

  // ---- retention

  @Test
  void whatThePolicyDoesNotKeepIsTrimmedAndTheStateSaysExactlyHowFar() {
    for (int i = 0; i < 20; i++) {
      answer(engine.append(NEWS, policy(5), text("m" + i)));
    }
    await().until(() -> state(elsewhere, NEWS).trimmedThrough() == 15);
    assertThat(texts(read(engine, NEWS, 0))).containsExactly("m15", "m16", "m17", "m18", "m19");
    assertThat(state(engine, NEWS).head()).isEqualTo(20);
  }

  @Test
  void whatIsOldIsTrimmed() {
    answer(engine.append(NEWS, policy(10, Duration.ofMillis(300), true), text("old")));
    await().until(() -> state(elsewhere, NEWS).trimmedThrough() == 1);
    assertThat(read(engine, NEWS, 0).messages()).isEmpty();
    assertThat(append(engine, NEWS, text("new")).message().offset()).isEqualTo(2);
  }

  // ---- epochs

  @Test
  void anEpochThatEndsIsFollowedByOneThatKnowsWhatSurvived() {
    String first = append(engine, NEWS, text("a")).state().epoch().name();
    append(engine, NEWS, text("b"));
    renew();
    ChannelState after = state(elsewhere, NEWS);
    assertThat(after.epoch().name()).isNotEqualTo(first);
    assertThat(after.epoch().previous()).isEqualTo(first);
    assertThat(after.epoch().base()).isEqualTo(2);
    assertThat(after.head()).isEqualTo(2);
    assertThat(read(engine, NEWS, 0).state()).isEqualTo(after);
    assertThat(append(engine, NEWS, text("c")).state())
        .isEqualTo(new ChannelState(after.epoch(), 0, 3));
    assertThat(texts(read(elsewhere, NEWS, 0))).containsExactly("a", "b", "c");
  }

  @Test
  void anAppendBeginsTheNewEpochByItself() {
    String first = append(engine, NEWS, text("a")).state().epoch().name();
    renew();
    ChannelState second = append(engine, NEWS, text("b")).state();
    assertThat(second.epoch().previous()).isEqualTo(first);
    assertThat(second.epoch().base()).isEqualTo(1);
    assertThat(second.head()).isEqualTo(2);
  }

  @Test
  void aNewEpochIsHeardOfWithoutAnAppend() {
    answer(engine.watch(NEWS, KEPT));
    untilSignalled(NEWS);
    int doubts = heard.doubts();
    renew();
    await().until(() -> heard.doubts() > doubts);
  }

  // ---- the schedule

  private Schedule.Outcome schedule(Engine by, Draft draft, long inMillis) {
    long at = by.clock().wallMillis() + inMillis;
    return answer(by.schedule(new Schedule.Entry(NEWS, draft, at, "user:ann"), KEPT));
  }

  private Schedule.Outcome.Kept scheduled(String data, long inMillis) {
    return (Schedule.Outcome.Kept) schedule(engine, text(data), inMillis);
  }

  @Test
  void aScheduledMessageAppearsOnceAtItsTimeUnderItsIdAndIsSignalled() {
    answer(elsewhere.watch(NEWS, KEPT));
    Schedule.Outcome.Kept kept = scheduled("later", 700);
    assertThat(read(engine, NEWS, 0).messages()).isEmpty();
    await().until(() -> !read(engine, NEWS, 0).messages().isEmpty());
    Message message = read(elsewhere, NEWS, 0).messages().getFirst();
    assertThat(message.id()).isEqualTo(kept.id());
    assertThat(message.timeMillis()).isBetween(kept.atMillis(), kept.atMillis() + 5_000);
    await().until(() -> heardElsewhere.head(NEWS) == 1 || heardElsewhere.doubts() > 1);
    scheduled("next", 0);
    await().until(() -> texts(read(engine, NEWS, 0)).equals(List.of("later", "next")));
  }

  @Test
  void whatIsDueAppearsInTheOrderOfItsTimesWhicheverNodesAreAtIt() {
    long at = engine.clock().wallMillis() + 1_500;
    List<CompletionStage<Schedule.Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      Schedule.Entry entry = new Schedule.Entry(NEWS, text("m" + (699 - i)), at - i, "");
      answers.add((i % 2 == 0 ? engine : elsewhere).schedule(entry, KEPT));
    }
    answers.forEach(each -> assertThat(answer(each)).isInstanceOf(Schedule.Outcome.Kept.class));
    await().until(() -> state(engine, NEWS).head() == 700);
    assertThat(all(engine, NEWS).stream().map(EngineFixture::textOf))
        .containsExactlyElementsOf(IntStream.range(0, 700).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void aScheduledMessageIsTakenBackOnWhicheverNodeIfTheGuardLetsIt() {
    Schedule.Outcome.Kept kept = scheduled("never", 600_000);
    List<String> asked = new ArrayList<>();
    Schedule.Cancellation refused =
        answer(
            elsewhere.cancel(
                kept.id(),
                (channel, author) -> {
                  asked.add(channel + " of " + author);
                  return false;
                }));
    assertThat(refused).isEqualTo(Schedule.Cancellation.REFUSED);
    assertThat(asked).containsExactly("news of user:ann");
    assertThat(answer(elsewhere.cancel(kept.id(), (_, _) -> true)))
        .isEqualTo(Schedule.Cancellation.DONE);
    assertThat(answer(engine.cancel(kept.id(), (_, _) -> true)))
        .isEqualTo(Schedule.Cancellation.UNKNOWN);
  }

  @Test
  void aKeyCountsFromTheSchedulingOn() {
    var first = (Schedule.Outcome.Kept) schedule(engine, keyed("pay", "k"), 700);
    assertThat(schedule(elsewhere, keyed("pay", "k"), 90_000)).isEqualTo(first);
    assertThat(schedule(elsewhere, keyed("other", "k"), 700))
        .isEqualTo(new Schedule.Outcome.NotKept(new AppendOutcome.Conflict()));
    assertThat(known(elsewhere, NEWS, keyed("pay", "k"))).isEqualTo(new AppendOutcome.Conflict());
    await().until(() -> state(engine, NEWS).head() == 1);
    var again = (AppendOutcome.Duplicate) known(engine, NEWS, keyed("pay", "k"));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(schedule(engine, keyed("pay", "k"), 700))
        .isEqualTo(new Schedule.Outcome.NotKept(again));
  }

  // ---- being there

  @Test
  void itIsReadyAndItsClockIsTheServers() {
    assertThat(answer(engine.ready())).isTrue();
    assertThat(answer(engine.ready())).isTrue();
    long time = append(engine, NEWS, text("a")).message().timeMillis();
    assertThat(engine.clock().wallMillis() - time).isBetween(-100L, 5_000L);
  }

  @Test
  void whatIsAskedOfAClosedEngineFails() {
    Engine closed = open();
    closed.start(new RecordedSignals());
    answer(closed.states(List.of(NEWS)));
    closed.close();
    for (CompletionStage<?> each :
        List.of(
            closed.append(NEWS, KEPT, text("a")),
            closed.read(NEWS, 0, 1, 1),
            closed.states(List.of(NEWS)),
            closed.ready())) {
      assertThatThrownBy(() -> each.toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
    }
  }
}
