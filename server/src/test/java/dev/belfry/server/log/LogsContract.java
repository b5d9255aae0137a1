package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of logs keeps to, whatever it is made of.
public abstract class LogsContract {
  protected static final ChannelName NEWS = new ChannelName("news");
  private static final int MUCH = 1 << 20;

  protected final SimulatedLoops simulation = new SimulatedLoops(3, 1);
  protected final SimulatedLoop caller = simulation.loops().getFirst();
  protected Logs logs;

  /// A store with default policies.
  protected abstract Logs create(List<? extends Loop> loops, ChannelPolicies policies, Clock clock);

  @BeforeEach
  void createLogs() {
    logs = create(simulation.loops(), ServerConfig.defaults().channelPolicies(), simulation);
  }

  protected AppendOutcome append(ChannelName channel, Draft draft) {
    List<AppendOutcome> outcomes = new ArrayList<>();
    logs.append(channel, draft, caller, outcomes::add);
    simulation.settle();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  protected static Draft text(String data) {
    return Draft.of(data.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null);
  }

  protected static Draft keyed(
      String data, String idempotencyKey, String replaceKey, long expires) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    return new Draft(bytes, Message.Kind.TEXT, idempotencyKey, replaceKey, expires, null);
  }

  protected ChannelLog find(ChannelName channel) {
    List<Logs.Found> found = new ArrayList<>();
    logs.find(channel, caller, found::add);
    simulation.settle();
    return (ChannelLog) found.getFirst();
  }

  protected Replay read(ChannelLog log, long after, int bytesMax) {
    List<Replay> replays = new ArrayList<>();
    log.read(after, log.head(), bytesMax, caller, replays::add);
    simulation.settle();
    assertThat(replays).hasSize(1);
    return replays.getFirst();
  }

  protected List<String> texts(ChannelLog log, long after) {
    assertThat(read(log, after, MUCH)).isInstanceOf(Replay.Batch.class);
    return ((Replay.Batch) read(log, after, MUCH)).messages().stream().map(this::textOf).toList();
  }

  protected ChannelLog.Start locate(ChannelLog log, Since since) {
    List<ChannelLog.Located> starts = new ArrayList<>();
    log.locate(since, caller, starts::add);
    simulation.settle();
    return (ChannelLog.Start) starts.getFirst();
  }

  private String textOf(Message message) {
    return new String(message.data(), StandardCharsets.UTF_8);
  }

  private long offsetOf(AppendOutcome outcome) {
    return ((AppendOutcome.Appended) outcome).position().offset();
  }

  /// The thread that asks need not be the one that the answer is for.
  @Test
  void whicheverThreadAppendsTheOwnerDoesItAndTheCallersLoopIsAnswered() {
    for (SimulatedLoop thread : simulation.loops()) {
      for (SimulatedLoop answered : simulation.loops()) {
        List<Boolean> onTheCallersLoop = new ArrayList<>();
        simulation.enter(thread);
        logs.append(NEWS, text("x"), answered, _ -> onTheCallersLoop.add(answered.inLoop()));
        simulation.settle();
        assertThat(onTheCallersLoop).containsExactly(true);
      }
    }
    simulation.enter(caller);
    assertThat(texts(find(NEWS), 0)).hasSize(9).containsOnly("x");
  }

  @Test
  void appendedMessagesAreReadInOrder() {
    long first = offsetOf(append(NEWS, text("a")));
    append(NEWS, text("b"));
    append(NEWS, text("c"));
    ChannelLog log = find(NEWS);
    assertThat(texts(log, first - 1)).containsExactly("a", "b", "c");
    assertThat(texts(log, first)).containsExactly("b", "c");
    assertThat(read(log, log.head(), MUCH)).isEqualTo(new Replay.CaughtUp());
  }

  @Test
  void offsetsRiseAndPositionsCarryTheLogsEpoch() {
    AppendOutcome.Appended first = (AppendOutcome.Appended) append(NEWS, text("a"));
    AppendOutcome.Appended second = (AppendOutcome.Appended) append(NEWS, text("b"));
    assertThat(second.position().offset()).isGreaterThan(first.position().offset());
    assertThat(second.position().epoch()).isEqualTo(find(NEWS).epoch());
    assertThat(second.id()).isGreaterThan(first.id());
  }

  @Test
  void aReadStopsOnceItHasTheBytesAskedForButNeverBeforeOneMessage() {
    for (int i = 0; i < 10; i++) {
      append(NEWS, text("0123456789"));
    }
    ChannelLog log = find(NEWS);
    Replay.Batch batch = (Replay.Batch) read(log, log.head() - 10, 25);
    assertThat(batch.messages()).hasSize(3);
    assertThat(batch.through()).isEqualTo(log.head() - 7);
    assertThat(((Replay.Batch) read(log, batch.through(), 1)).messages()).hasSize(1);
  }

  @Test
  void aReplacedMessageIsAHoleAndNoGap() {
    long first = offsetOf(append(NEWS, keyed("old", null, "k", Long.MAX_VALUE)));
    append(NEWS, text("between"));
    append(NEWS, keyed("new", null, "k", Long.MAX_VALUE));
    ChannelLog log = find(NEWS);
    assertThat(texts(log, first - 1)).containsExactly("between", "new");
    assertThat(locate(log, new Since.After(new Position(log.epoch(), first - 1))).gap()).isNull();
  }

  @Test
  void anExpiredMessageIsNotHandedOut() {
    append(NEWS, keyed("soon gone", null, null, simulation.wallMillis() + 1_000));
    append(NEWS, text("stays"));
    ChannelLog log = find(NEWS);
    assertThat(texts(log, log.head() - 2)).containsExactly("soon gone", "stays");
    simulation.pass(Duration.ofSeconds(1));
    assertThat(texts(log, log.head() - 2)).containsExactly("stays");
  }

  @Test
  void theSameKeyAndBodyIsAppendedOnceAndAnsweredAlike() {
    Draft draft = keyed("pay", "key-1", null, Long.MAX_VALUE);
    var first = (AppendOutcome.Appended) append(NEWS, draft);
    append(NEWS, text("other"));
    var second = (AppendOutcome.Duplicate) append(NEWS, draft);
    assertThat(second.position()).isEqualTo(first.position());
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(texts(find(NEWS), first.position().offset() - 1)).containsExactly("pay", "other");
  }

  @Test
  void theSameKeyWithAnotherBodyIsAConflict() {
    append(NEWS, keyed("pay 1", "key-1", null, Long.MAX_VALUE));
    assertThat(append(NEWS, keyed("pay 2", "key-1", null, Long.MAX_VALUE)))
        .isEqualTo(new AppendOutcome.Conflict());
  }

  @Test
  void anotherChannelMayUseTheSameKey() {
    append(NEWS, keyed("pay 1", "key-1", null, Long.MAX_VALUE));
    assertThat(append(new ChannelName("other"), keyed("pay 2", "key-1", null, Long.MAX_VALUE)))
        .isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void aReaderBeginsWhereItAsksTo() {
    long first = offsetOf(append(NEWS, text("a")));
    simulation.pass(Duration.ofMinutes(10));
    append(NEWS, text("b"));
    append(NEWS, text("c"));
    ChannelLog log = find(NEWS);
    assertThat(locate(log, new Since.Now()).cursor()).isEqualTo(log.head());
    assertThat(locate(log, new Since.Earliest()).cursor()).isEqualTo(first - 1);
    assertThat(locate(log, new Since.Last(2)).cursor()).isEqualTo(first);
    assertThat(locate(log, new Since.Last(50)).cursor()).isEqualTo(first - 1);
    assertThat(locate(log, new Since.Within(Duration.ofMinutes(5))).cursor()).isEqualTo(first);
    assertThat(locate(log, new Since.Within(Duration.ofHours(1))).cursor()).isEqualTo(first - 1);
    assertThat(locate(log, new Since.After(new Position(log.epoch(), first))).cursor())
        .isEqualTo(first);
  }

  @Test
  void aPlaceThatTheLogNeverHadIsAGapOfUnknownSize() {
    append(NEWS, text("a"));
    ChannelLog log = find(NEWS);
    for (Since since :
        List.of(
            new Since.After(new Position("other", 1)),
            new Since.After(new Position(log.epoch(), log.head() + 1)),
            new Since.Unknown())) {
      ChannelLog.Start start = locate(log, since);
      assertThat(start.gap()).isNotNull();
      assertThat(start.gap().missed()).isNull();
      assertThat(texts(log, start.cursor())).containsExactly("a");
    }
  }

  @Test
  void aListenerHearsOfEveryAppendAfterItsRegistration() {
    append(NEWS, text("before"));
    CountingListener listener = new CountingListener(caller);
    logs.register(NEWS, listener);
    simulation.settle();
    append(NEWS, text("after"));
    assertThat(texts(listener.log, listener.head)).containsExactly("after");
    assertThat(listener.signals).isEqualTo(1);
    logs.unregister(NEWS, listener);
    simulation.settle();
    append(NEWS, text("later"));
    assertThat(listener.signals).isEqualTo(1);
  }

  @Test
  void appendsWaitForAListenerThatDoesNotReadAndGoOnWhenItDoes() {
    SimulatedLoop other = simulation.loops().get(2);
    CountingListener listener = new CountingListener(other);
    logs.register(NEWS, listener);
    simulation.settle();
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      logs.append(NEWS, text("m" + i), caller, outcomes::add);
      simulation.settle();
    }
    long unread = listener.log.head() - listener.head;
    assertThat(outcomes).hasSizeLessThan(400).hasSize((int) unread);
    while (outcomes.size() < 2_000) {
      listener.delivered = listener.log.head();
      simulation.enter(other);
      listener.log.progressed();
      simulation.enter(caller);
      simulation.settle();
    }
    assertThat(texts(listener.log, listener.log.head() - 3))
        .containsExactly("m1997", "m1998", "m1999");
  }

  /// A listener that only counts.
  protected static final class CountingListener implements HeadListener {
    private final Loop loop;
    public ChannelLog log;
    public long head;
    public int signals;
    public int refusals;
    public long delivered;

    public CountingListener(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void registered(ChannelLog registered, long at) {
      log = registered;
      head = at;
      delivered = at;
    }

    @Override
    public void renewed(ChannelLog renewedLog) {
      log = renewedLog;
    }

    @Override
    public void refused(Unavailable why) {
      refusals++;
    }

    @Override
    public void advanced() {
      signals++;
    }

    @Override
    public long delivered() {
      return delivered;
    }

    @Override
    public void deliver() {}
  }
}
