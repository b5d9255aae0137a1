package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.policy;
import static dev.belfry.server.store.shared.EngineFixture.state;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of engines, and of what they keep, when their server fails.
class PostgresFaultsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final ChannelPolicy ALL = policy(Integer.MAX_VALUE);
  private static final int KILLS = Integer.getInteger("belfry.databaseKills", 3);

  private static TestDatabase database;

  private final RecordedSignals heard = new RecordedSignals();
  private PostgresEngine engine;
  private PostgresEngine elsewhere;

  @BeforeAll
  static void start() {
    database = TestDatabase.start(true);
  }

  @BeforeEach
  void openEngines() {
    database.newSchemas();
    database.settings(settings -> settings.withTimeout(TIMEOUT));
    engine = database.open(Durability.DURABLE);
    elsewhere = database.open(Durability.DURABLE);
    engine.start(heard);
    elsewhere.start(new RecordedSignals());
    answer(engine.watch(NEWS, KEPT));
    await()
        .until(() -> {
          append(elsewhere, NEWS, text("beat"));
          return heard.head(NEWS) > 0;
        });
  }

  @AfterEach
  void closeEngines() {
    database.closeEngines();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  private static void awaitReady(Engine each) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> each.ready().handle((ready, _) -> ready != null).toCompletableFuture().get());
  }

  /// Asks all there is to ask.
  private static List<CompletionStage<?>> askAll(Engine asked) {
    Schedule.Entry entry = new Schedule.Entry(NEWS, text("later"), Long.MAX_VALUE, "");
    List<CompletionStage<?>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(asked.append(NEWS, KEPT, text("a")));
      answers.add(asked.watch(NEWS, KEPT));
      answers.add(asked.states(List.of(NEWS)));
      answers.add(asked.read(NEWS, 0, 10, 100));
      answers.add(asked.beforeLast(NEWS, 1, 1));
      answers.add(asked.beforeAge(NEWS, 1, Duration.ofHours(1)));
      answers.add(asked.schedule(entry, KEPT));
      answers.add(asked.cancel(Ulid.fast(), (_, _) -> true));
      answers.add(asked.ready());
    }
    return answers;
  }

  /// Every question is answered within the timeout, by a failure.
  private static void assertAllFail(List<CompletionStage<?>> answers) {
    for (CompletionStage<?> each : answers) {
      assertThatThrownBy(() ->
              each.toCompletableFuture().get(TIMEOUT.toMillis() * 3 / 2, TimeUnit.MILLISECONDS))
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void aServerThatStandsStillFailsEachQuestionInTimeAndIsUsedAgainWhenItGoesOn() {
    database.suspend();
    try {
      assertAllFail(askAll(engine));
      assertAllFail(askAll(engine));
    } finally {
      database.resume();
    }
    awaitReady(engine);
    long before = state(elsewhere, NEWS).head();
    assertThat(append(engine, NEWS, text("after")).message().offset()).isGreaterThan(before);
  }

  @Test
  void aServerThatIsGoneFailsEachQuestionInTimeAndIsUsedAgainWhenItIsBack() throws Exception {
    ChannelState before = state(engine, NEWS);
    int doubts = heard.doubts();
    database.stop();
    assertAllFail(askAll(engine));
    database.startAgain();
    awaitReady(engine);
    assertThat(append(engine, NEWS, text("after")).state())
        .isEqualTo(new ChannelState(before.epoch(), 0, before.head() + 1));
    await().until(() -> heard.doubts() > doubts);
  }

  @Test
  void noKillOfTheServerLosesWhatWasAcknowledged() throws Exception {
    String epoch = state(engine, NEWS).epoch().name();
    List<Message> acknowledged = new ArrayList<>();
    for (int round = 0; round < KILLS; round++) {
      AtomicBoolean ended = new AtomicBoolean();
      CompletableFuture<List<Message>> publishing =
          CompletableFuture.supplyAsync(() -> publish(round(acknowledged.size()), ended));
      long head = state(elsewhere, NEWS).head();
      await().until(() -> state(elsewhere, NEWS).head() > head + 500);
      database.kill();
      ended.set(true);
      acknowledged.addAll(publishing.get());
      database.startAgain();
      awaitReady(engine);
      awaitReady(elsewhere);
      List<Message> kept = all(elsewhere, NEWS);
      assertThat(kept.stream().map(Message::id).toList())
          .containsSubsequence(acknowledged.stream().map(Message::id).toList());
      assertThat(kept).extracting(Message::offset).doesNotHaveDuplicates();
      assertThat(state(engine, NEWS).epoch().name()).isEqualTo(epoch);
    }
    assertThat(acknowledged).hasSizeGreaterThan(400 * KILLS);
  }

  private static String round(int number) {
    return "after " + number;
  }

  /// Publishes until it is told to end, and returns what was acknowledged.
  private List<Message> publish(String data, AtomicBoolean ended) {
    List<Message> acknowledged = new ArrayList<>();
    while (!ended.get()) {
      List<CompletionStage<Appending>> answers =
          IntStream.range(0, 50).mapToObj(_ -> engine.append(NEWS, ALL, text(data))).toList();
      for (CompletionStage<Appending> each : answers) {
        each.handle((appending, _) ->
                appending instanceof Appending.Kept kept && acknowledged.add(kept.message()))
            .toCompletableFuture()
            .join();
      }
    }
    return acknowledged;
  }

  @Test
  void aCrashEmptiesChannelsThatAreNotDurableAndTheirNodesAreToldOfAnotherEpoch() {
    RecordedSignals passing = new RecordedSignals();
    PostgresEngine unlogged = database.open(Durability.PASSING);
    unlogged.start(passing);
    answer(unlogged.watch(NEWS, KEPT));
    await()
        .until(() -> {
          append(unlogged, NEWS, text("beat"));
          return passing.head(NEWS) > 0;
        });
    String before = state(unlogged, NEWS).epoch().name();
    ChannelState durable = state(engine, NEWS);
    int doubts = passing.doubts();

    database.killBackend("belfry listen");

    await().until(() -> passing.doubts() > doubts);
    awaitReady(unlogged);
    ChannelState after = state(unlogged, NEWS);
    assertThat(after.epoch().name()).isNotEqualTo(before);
    assertThat(after.epoch().previous()).isNull();
    assertThat(after.head()).isZero();
    ChannelState grown = append(unlogged, NEWS, text("new")).state();
    assertThat(grown).isEqualTo(new ChannelState(after.epoch(), 0, 1));
    await().until(() -> passing.all().getLast().state().equals(grown));
    awaitReady(engine);
    assertThat(state(engine, NEWS).epoch()).isEqualTo(durable.epoch());
    assertThat(state(engine, NEWS).head()).isGreaterThanOrEqualTo(durable.head());
  }

  // ---- signals

  private void assertFoundWithin(Duration bound, Runnable lose) {
    int doubts = heard.doubts();
    lose.run();
    long head = append(elsewhere, NEWS, text("unheard")).message().offset();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(bound)
        .until(() -> heard.doubts() > doubts || heard.head(NEWS) >= head);
    assertThat(heard.doubts()).isGreaterThan(doubts);
  }

  /// What a node that dies between its commit and its signal leaves behind, with none after it.
  @Test
  void aSignalThatWasNeverSentIsFoundWithinTwoSeconds() {
    assertFoundWithin(
        Duration.ofSeconds(2),
        () ->
            database.execute(
                Durability.DURABLE,
                "CREATE OR REPLACE FUNCTION %s.signal_v1(p_texts text[]) RETURNS void"
                    + " LANGUAGE sql AS 'SELECT'"));
  }

  @Test
  void aConnectionThatIsCutIsFoundWithinTwoSeconds() {
    assertFoundWithin(Duration.ofSeconds(2), () -> database.endConnection("belfry listen"));
  }

  @Test
  void aConnectionThatIsSilentIsFoundAfterTheTimeout() {
    database.closeEngines();
    engine = database.open(Durability.DURABLE);
    engine.start(heard);
    answer(engine.watch(NEWS, KEPT));
    awaitReady(engine);
    Runnable resume = database.suspendBackend("belfry listen");
    try {
      elsewhere = database.open(Durability.DURABLE);
      elsewhere.start(new RecordedSignals());
      assertFoundWithin(TIMEOUT.plusSeconds(2), () -> {});
    } finally {
      resume.run();
    }
  }
}
