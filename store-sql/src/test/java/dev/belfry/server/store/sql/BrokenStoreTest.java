package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.BrokenDatabase.breakIn;
import static dev.belfry.server.store.sql.BrokenDatabase.hideMessages;
import static dev.belfry.server.store.sql.BrokenDatabase.mendIn;
import static dev.belfry.server.store.sql.SqlFixture.NEWS;
import static dev.belfry.server.store.sql.SqlFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.RecordingSubscriber;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of those who ask while the database is broken, and whether it says so.
class BrokenStoreTest {
  private static final ChannelName OTHER = new ChannelName("other");

  @TempDir Path folder;
  private SqlFixture store;
  private Hub hub;

  @BeforeEach
  void open() throws IOException {
    store = new SqlFixture(folder).open();
    hub = new Hub(store.caller, store.logs);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void breakStore() throws Exception {
    breakIn(folder);
    assertThat(store.append(text("refused"))).isInstanceOf(Unavailable.class);
  }

  private void mendStore() throws Exception {
    mendIn(folder);
    store.simulation.pass(Duration.ofSeconds(1));
  }

  private RecordingSubscriber subscribe(ChannelName channel, Since since) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    hub.subscribe(channel, since, subscriber);
    store.simulation.settle();
    return subscriber;
  }

  @Test
  void whoComesForAChannelThatIsNotInMindIsAnsweredAtOnceAndServedAfterwards() throws Exception {
    breakStore();
    assertThat(store.find(OTHER)).isInstanceOf(Unavailable.class);
    assertThat(subscribe(OTHER, new Since.Now()).refusals).isEqualTo(1);
    assertThat(hub.channels()).isZero();
    mendStore();
    assertThat(store.find(OTHER)).isInstanceOf(ChannelLog.class);
    RecordingSubscriber later = subscribe(OTHER, new Since.Now());
    store.logs.append(OTHER, text("hello"), store.caller, _ -> {});
    store.simulation.settle();
    assertThat(later.heard).containsExactly("hello");
  }

  /// A commit to files that nobody can find again succeeds, and is lost with the process.
  @Test
  void aFolderThatHasVanishedTakesNoPublishAndIsNotReadyUntilItIsBack() throws Exception {
    assertThat(store.append(text("kept"))).isInstanceOf(AppendOutcome.Appended.class);
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    try {
      assertThat(store.append(text("lost"))).isInstanceOf(Unavailable.class);
      store.simulation.pass(Duration.ofSeconds(2));
      assertThat(ready()).isFalse();
      assertThat(store.append(text("lost too"))).isInstanceOf(Unavailable.class);
    } finally {
      Files.move(away, folder);
    }
    store.simulation.pass(Duration.ofSeconds(2));
    assertThat(ready()).isTrue();
    assertThat(store.append(text("kept too"))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void aDatabaseThatWasReplacedTakesNoPublish() throws Exception {
    Path database = folder.resolve("belfry.db");
    Files.copy(database, folder.resolve("copy.db"));
    Files.move(folder.resolve("copy.db"), database, StandardCopyOption.REPLACE_EXISTING);
    assertThat(store.append(text("lost"))).isInstanceOf(Unavailable.class);
    store.simulation.pass(Duration.ofSeconds(2));
    assertThat(ready()).isFalse();
  }

  @Test
  void aWriteAheadLogThatWasRemovedIsNoticedAndReplaced() throws Exception {
    store.append(text("kept"));
    Files.delete(folder.resolve("belfry.db-wal"));
    assertThat(store.append(text("lost"))).isInstanceOf(Unavailable.class);
    store.simulation.pass(Duration.ofSeconds(2));
    assertThat(ready()).isTrue();
    assertThat(store.append(text("kept too"))).isInstanceOf(AppendOutcome.Appended.class);
  }

  private boolean ready() {
    List<Boolean> answers = new ArrayList<>();
    store.logs.ready(store.caller, answers::add);
    store.simulation.settle();
    return answers.equals(List.of(true));
  }

  /// Whatever touches a channel for the first time, while another process writes for a moment.
  @ParameterizedTest
  @ValueSource(strings = {"publish", "schedule", "find", "subscribe"})
  void aMomentInWhichTheDatabaseIsLockedIsWaitedFor(String first) throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> holdLocked(locked, Duration.ofMillis(300)));
    locked.await();
    switch (first) {
      case "publish" ->
          store.logs.append(OTHER, text("m"), store.caller, outcome -> assertAppended(outcome));
      case "schedule" ->
          store.logs.schedule(
              new Schedule.Entry(OTHER, text("m"), store.simulation.wallMillis() + 60_000, ""),
              store.caller,
              outcome -> assertThat(outcome).isInstanceOf(Schedule.Outcome.Kept.class));
      case "find" -> assertThat(store.find(OTHER)).isInstanceOf(ChannelLog.class);
      default -> assertThat(subscribe(OTHER, new Since.Now()).refusals).isZero();
    }
    store.simulation.settle();
    assertThat(store.append(text("after"))).isInstanceOf(AppendOutcome.Appended.class);
    other.join();
  }

  private static void assertAppended(AppendOutcome outcome) {
    assertThat(outcome).isInstanceOf(AppendOutcome.Appended.class);
  }

  private void holdLocked(CountDownLatch locked, Duration time) {
    String url = "jdbc:sqlite:" + folder.resolve("belfry.db");
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      locked.countDown();
      LockSupport.parkNanos(time.toNanos());
      statement.execute("COMMIT");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aRowThatCanNotBeUnderstoodIsAnswered() throws Exception {
    store.append(text("kept"));
    store.restart();
    String url = "jdbc:sqlite:" + folder.resolve("belfry.db");
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE message SET id = x'00'");
    }
    List<Replay> replays = new ArrayList<>();
    ChannelLog log = (ChannelLog) store.find(NEWS);
    log.read(0, log.head(), SqlFixture.MUCH, store.caller, replays::add);
    store.simulation.settle();
    assertThat(replays).hasSize(1).allMatch(replay -> replay instanceof Unavailable);
  }

  @Test
  void whatLastsIsLoggedOnceAMinuteAndItsEndOnce() throws Exception {
    try (LogLines lines = LogLines.of(SqlWriter.class)) {
      breakStore();
      store.simulation.pass(Duration.ofSeconds(150));
      mendStore();
      assertThat(lines.all()).hasSize(4);
      assertThat(lines.all().getFirst()).startsWith("ERROR the database failed");
      assertThat(lines.all().subList(1, 3)).allMatch(line -> line.startsWith("WARN "));
      assertThat(lines.all().getLast()).isEqualTo("INFO the database works again");
    }
  }

  @Test
  void readsThatFailAreLoggedOnceAMinute() throws Exception {
    store.append(text("a"));
    store.restart();
    ChannelLog log = store.log();
    hideMessages(folder, true);
    try (LogLines lines = LogLines.of(SqlReads.class)) {
      for (int i = 0; i < 100; i++) {
        log.read(0, log.head(), SqlFixture.MUCH, store.caller, _ -> {});
        store.simulation.pass(Duration.ofSeconds(1));
      }
      assertThat(lines.all()).hasSize(2).allMatch(line -> line.startsWith("WARN reads of"));
    }
  }

  @Test
  void whoListensAlreadyStaysAndMissesNothing() throws Exception {
    RecordingSubscriber first = subscribe(NEWS, new Since.Now());
    store.append(text("a"));
    breakStore();
    RecordingSubscriber second = subscribe(NEWS, new Since.Earliest());
    assertThat(second.refusals).isZero();
    mendStore();
    store.append(text("b"));
    assertThat(first.heard).containsExactly("a", "b");
    assertThat(first.refusals).isZero();
    second.catchUp();
    store.simulation.settle();
    assertThat(second.heard).containsExactly("a", "b");
  }

  @Test
  void aPlaceThatCannotBeLookedUpRefusesOneSubscriberAndNotTheOthers() throws Exception {
    store.append(text("a"));
    store.restart();
    hub = new Hub(store.caller, store.logs);
    RecordingSubscriber live = subscribe(NEWS, new Since.Now());
    hideMessages(folder, true);
    assertThat(subscribe(NEWS, new Since.Last(1)).refusals).isEqualTo(1);
    assertThat(hub.channels()).isEqualTo(1);
    hideMessages(folder, false);
    RecordingSubscriber again = subscribe(NEWS, new Since.Last(1));
    store.append(text("b"));
    again.catchUp();
    store.simulation.settle();
    assertThat(live.heard).containsExactly("b");
    assertThat(again.heard).containsExactly("a", "b");
  }

  @Test
  void aReadThatFailsSaysSoAndIsNoGap() throws Exception {
    store.append(text("a"));
    store.restart();
    ChannelLog log = store.log();
    hideMessages(folder, true);
    List<Object> replays = new ArrayList<>();
    log.read(0, log.head(), SqlFixture.MUCH, store.caller, replays::add);
    store.simulation.settle();
    assertThat(replays).singleElement().isInstanceOf(Unavailable.class);
    hideMessages(folder, false);
    assertThat(store.texts()).containsExactly("a");
  }

  @Test
  void aFloodOfQuestionsIsBoundedWhileTheWriterIsBusyAndKeepsNoPublishOut() throws Exception {
    store.close();
    store.bounds = SqlFixture.bounds(50);
    store.open();
    hub = new Hub(store.caller, store.logs);
    List<Logs.Found> found = new ArrayList<>();
    List<RecordingSubscriber> subscribers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      store.logs.find(new ChannelName("f" + i), store.caller, found::add);
      RecordingSubscriber subscriber = new RecordingSubscriber();
      subscribers.add(subscriber);
      hub.subscribe(new ChannelName("s" + i), new Since.Now(), subscriber);
    }
    assertThat(hub.channels()).isLessThanOrEqualTo(50);
    assertThat(store.append(text("a"))).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(found).hasSize(1_000).filteredOn(ChannelLog.class::isInstance).hasSize(25);
    assertThat(subscribers).filteredOn(one -> one.refusals == 0).hasSize(25);
    assertThat(store.find(OTHER)).isInstanceOf(ChannelLog.class);
  }

  @Test
  void readinessIsRedWithoutAnyPublishAndGreenOnceACommitSucceeded() throws Exception {
    assertThat(store.ready()).isTrue();
    breakIn(folder);
    store.simulation.pass(Duration.ofSeconds(2));
    assertThat(store.ready()).isFalse();
    assertThat(store.append(text("a"))).isInstanceOf(Unavailable.class);
    store.simulation.pass(Duration.ofSeconds(5));
    assertThat(store.ready()).isFalse();
    mendStore();
    assertThat(store.ready()).isTrue();
    assertThat(store.append(text("b"))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void readinessStaysRedWhileThereIsRoomForSmallMessagesOnly() throws Exception {
    BrokenDatabase.breakForLarge(folder);
    assertThat(store.append(text("x".repeat(2_000)))).isInstanceOf(Unavailable.class);
    for (int i = 0; i < 10; i++) {
      store.simulation.pass(Duration.ofSeconds(1));
      assertThat(store.ready()).isFalse();
    }
    mendStore();
    assertThat(store.ready()).isTrue();
  }

  @Test
  void readinessWritesOnlyWhenAskedAndNothingWasWrittenForASecond() throws Exception {
    store.simulation.pass(Duration.ofMinutes(1));
    long untouched = store.openings();
    store.simulation.pass(Duration.ofMinutes(1));
    assertThat(store.openings()).isEqualTo(untouched);
    for (int i = 0; i < 100; i++) {
      assertThat(store.ready()).isTrue();
    }
    assertThat(store.openings()).isEqualTo(untouched + 1);
    store.simulation.pass(Duration.ofSeconds(2));
    store.append(text("a"));
    assertThat(store.ready()).isTrue();
    assertThat(store.openings()).isEqualTo(untouched + 1);
  }
}
