package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.BrokenDatabase.breakIn;
import static dev.belfry.server.store.sql.BrokenDatabase.mendIn;
import static dev.belfry.server.store.sql.SqlFixture.NEWS;
import static dev.belfry.server.store.sql.SqlFixture.draft;
import static dev.belfry.server.store.sql.SqlFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What shares a transaction, and what becomes of it when the transaction fails.
class GroupCommitTest {
  @TempDir Path folder;
  private SqlFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new SqlFixture(folder).open();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void duplicatesInOneGroupAreOneMessageWithOneAnswer() {
    List<AppendOutcome> outcomes =
        store.appendTogether(
            draft("pay", "k", null), draft("pay", "k", null), draft("other", "k", null));
    var first = (AppendOutcome.Appended) outcomes.get(0);
    var second = (AppendOutcome.Duplicate) outcomes.get(1);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.position()).isEqualTo(first.position());
    assertThat(outcomes.get(2)).isEqualTo(new AppendOutcome.Conflict());
    assertThat(store.texts()).containsExactly("pay");
  }

  @Test
  void replacedInTheSameGroupOnlyTheNewestIsLeft() throws IOException {
    store.appendTogether(
        draft("1", null, "r"), text("between"), draft("2", null, "r"), draft("3", null, "r"));
    assertThat(store.texts()).containsExactly("between", "3");
    store.restart();
    assertThat(store.texts()).containsExactly("between", "3");
  }

  @Test
  void nobodyOfAFailedGroupIsToldThatItIsKept() throws Exception {
    store.appended("before");
    breakIn(folder);
    assertThat(store.appendTogether(text("a"), draft("b", "k", null), draft("b", "k", null)))
        .hasSize(3)
        .allMatch(Unavailable.class::isInstance);
    assertThat(store.ready()).isFalse();
    assertThat(store.texts()).containsExactly("before");
    mendIn(folder);
    store.simulation.pass(Duration.ofSeconds(1));
    assertThat(store.append(draft("b", "k", null))).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(store.texts()).containsExactly("before", "b");
  }

  @Test
  void aFaultOfOursLeavesNobodyWithoutAnAnswer() {
    store.appended("before");
    store.simulation.pass(Duration.ofMillis(10)); // ids of another millisecond need randomness
    store.faulty = true;
    assertThat(store.appendTogether(text("a"), text("b")))
        .hasSize(2)
        .allMatch(Unavailable.class::isInstance);
    store.faulty = false;
    store.simulation.pass(Duration.ofSeconds(1));
    assertThat(store.append(text("c"))).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(store.texts()).containsExactly("before", "c");
  }

  @Test
  void anErrorOfOursLeavesNobodyWithoutAnAnswer() {
    store.appended("before");
    store.simulation.pass(Duration.ofMillis(10));
    store.error = new StackOverflowError("on purpose");
    assertThat(store.appendTogether(text("a"), text("b")))
        .hasSize(2)
        .allMatch(Unavailable.class::isInstance);
    store.error = null;
    store.simulation.pass(Duration.ofSeconds(1));
    assertThat(store.append(text("c"))).isInstanceOf(AppendOutcome.Appended.class);
    assertThat(store.texts()).containsExactly("before", "c");
  }

  @Test
  void aPublisherThatCanNotBeAnsweredKeepsNobodyElseFromTheAnswer() {
    List<AppendOutcome> outcomes = new ArrayList<>();
    store.logs.append(NEWS, text("a"), new DeadLoop(new IllegalStateException()), _ -> {});
    store.logs.append(NEWS, text("b"), store.caller, outcomes::add);
    store.logs.append(NEWS, text("c"), new DeadLoop(new StackOverflowError()), _ -> {});
    store.logs.append(NEWS, text("d"), store.caller, outcomes::add);
    store.simulation.settle();
    assertThat(outcomes).hasSize(2).allMatch(AppendOutcome.Appended.class::isInstance);
    assertThat(store.texts()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void theSameHoldsForRefusals() throws Exception {
    store.appended("before");
    breakIn(folder);
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (int round = 0; round < 2; round++) { // the group that fails, and one while it is broken
      store.logs.append(NEWS, text("a"), new DeadLoop(new IllegalStateException()), _ -> {});
      store.logs.append(NEWS, text("b"), store.caller, outcomes::add);
      store.simulation.settle();
    }
    assertThat(outcomes).hasSize(2).allMatch(Unavailable.class::isInstance);
    mendIn(folder);
  }

  /// A loop that takes no task.
  private record DeadLoop(Throwable fault) implements Loop {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public LoopCounters counters() {
      return new LoopCounters();
    }

    @Override
    public boolean inLoop() {
      return false;
    }

    @Override
    public void execute(Runnable task) {
      switch (fault) {
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalArgumentException(fault);
      }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      execute(task);
    }
  }

  @Test
  void publishesAreRefusedUntilACommitSucceedsAndTakenFromThenOn() throws Exception {
    long before = store.appended("before").position().offset();
    breakIn(folder);
    store.append(text("a"));
    store.simulation.pass(Duration.ofSeconds(5));
    assertThat(store.append(text("b"))).isInstanceOf(Unavailable.class);
    assertThat(store.ready()).isFalse();
    mendIn(folder);
    store.simulation.pass(Duration.ofSeconds(1));
    assertThat(store.ready()).isTrue();
    assertThat(store.appended("c").position().offset()).isEqualTo(before + 1);
    store.restart();
    assertThat(store.texts()).containsExactly("before", "c");
  }

  @Test
  void listenersHearOfWhatWasAppendedAfterAFailureOnceEach() throws Exception {
    Recorder recorder = new Recorder(store.simulation.loops().get(1));
    store.logs.register(NEWS, recorder);
    store.simulation.settle();
    store.append(text("a"));
    breakIn(folder);
    store.append(text("lost"));
    mendIn(folder);
    store.simulation.pass(Duration.ofSeconds(1));
    store.append(text("b"));
    assertThat(recorder.heard).containsExactly("a", "b");
  }

  /// They wait for a loop that reads too slowly, and are let go into a group that fails.
  @Test
  void whatWasHeldBackIsAnsweredOnceThoughTheDatabaseFails() throws Exception {
    Recorder slow = new Recorder(store.simulation.loops().get(1));
    slow.stalled = true;
    store.logs.register(NEWS, slow);
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      store.logs.append(NEWS, text("m" + i), store.caller, outcomes::add);
    }
    store.simulation.settle();
    assertThat(outcomes).hasSize(257).allMatch(AppendOutcome.Appended.class::isInstance);
    breakIn(folder);
    slow.stalled = false;
    slow.loop().execute(slow::deliver);
    store.simulation.settle();
    assertThat(outcomes.subList(257, outcomes.size()))
        .hasSize(43)
        .allMatch(Unavailable.class::isInstance);
    mendIn(folder);
  }

  @Test
  void anAppendBeyondTheBoundIsRefusedAndCostsNothingLater() throws Exception {
    store.close();
    store.bounds =
        new SqlBounds(
            1 << 20,
            3,
            1 << 20,
            Duration.ofHours(24),
            new ScheduleBounds(100, 1 << 20),
            1,
            1 << 20,
            Set.of(),
            InboxAges.NONE);
    store.open();
    List<AppendOutcome> outcomes =
        store.appendTogether(text("a"), text("b"), text("c"), text("d"), text("e"));
    assertThat(outcomes.subList(0, 2)).allMatch(Unavailable.class::isInstance);
    assertThat(store.texts()).containsExactly("a", "b", "c");
    assertThat(store.appendTogether(text("f"), text("g"), text("h")))
        .allMatch(AppendOutcome.Appended.class::isInstance);
  }

  @Test
  void theSameHoldsForTheSizeOfWhatWaits() throws Exception {
    store.close();
    store.bounds =
        new SqlBounds(
            1 << 20,
            100,
            1_000,
            Duration.ofHours(24),
            new ScheduleBounds(100, 1 << 20),
            1,
            1 << 20,
            Set.of(),
            InboxAges.NONE);
    store.open();
    String large = "x".repeat(600);
    assertThat(store.appendTogether(text(large), text(large)))
        .anyMatch(Unavailable.class::isInstance)
        .anyMatch(AppendOutcome.Appended.class::isInstance);
    assertThat(store.append(text(large))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void whatWaitsWhenTheStoreIsClosedIsStillCommittedAndAnswered() throws IOException {
    List<AppendOutcome> outcomes = new ArrayList<>();
    store.logs.append(NEWS, text("last"), store.caller, outcomes::add);
    store.close();
    store.logs.append(NEWS, text("too late"), store.caller, outcomes::add);
    store.simulation.settle();
    assertThat(outcomes).hasSize(2).anyMatch(AppendOutcome.Appended.class::isInstance);
    store.open();
    assertThat(store.texts()).containsExactly("last");
  }

  /// Reads on whenever it is told to.
  private static final class Recorder implements HeadListener {
    private final Loop loop;
    final List<String> heard = new ArrayList<>();
    private ChannelLog log;
    private long delivered;
    boolean stalled;

    Recorder(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void registered(ChannelLog registered, long head) {
      log = registered;
      delivered = head;
    }

    @Override
    public void renewed(ChannelLog renewedLog) {}

    @Override
    public void refused(Unavailable why) {
      throw new AssertionError(why);
    }

    @Override
    public void advanced() {
      loop.execute(this::deliver);
    }

    @Override
    public long delivered() {
      return delivered;
    }

    @Override
    public void deliver() {
      long head = log.head();
      if (!stalled && delivered < head) {
        Replay replay = log.tail(delivered, head, SqlFixture.MUCH);
        heard.addAll(SqlFixture.texts(replay));
        delivered = head;
        log.progressed();
      }
    }
  }
}
