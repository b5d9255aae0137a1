package dev.belfry.server.store.shared;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.OlderMessages;
import dev.belfry.server.store.Tail;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A channel in one epoch as its readers see it: the newest messages in memory, all of them in the
/// engine. The node's owner of shared logs writes.
final class SharedTail implements Tail.Owner, OlderMessages {
  private static final int COUNT_MAX = 4_096;
  private static final int BYTES_MAX = 512 * 1024;
  private static final long UNDELIVERED_BYTES_MAX = 16 << 20;

  /// Said to readers of a log that another one has taken the place of.
  static final Unavailable NEW_EPOCH = new Unavailable("the channel begins a new epoch; try again");

  /// What the owner does for a tail.
  interface Upkeep {
    /// Loops have read on. Any loop.
    void progressed();

    /// Answers where a reader begins whose position names nothing here. Any loop.
    void after(SharedTail asked, Position position, Loop loop, Consumer<ChannelLog.Located> then);

    /// An answer of the engine says how the channel stands. The owner's loop.
    void heard(ChannelState state);
  }

  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final EngineCalls engine;
  private final Upkeep upkeep;
  private final Epoch epoch;
  private final Tail tail;
  private volatile long trimmedThrough;

  /// A tail that is empty and begins at a head.
  SharedTail(
      ChannelName channel,
      ChannelPolicy policy,
      EngineCalls engine,
      Upkeep upkeep,
      ChannelState state,
      long head) {
    this.channel = channel;
    this.policy = policy;
    this.engine = engine;
    this.upkeep = upkeep;
    this.epoch = state.epoch();
    this.trimmedThrough = state.trimmedThrough();
    this.tail = new Tail(epoch, engine.clock(), this, head);
  }

  Epoch epoch() {
    return epoch;
  }

  Tail tail() {
    return tail;
  }

  /// Whether a position names a place up to the head.
  boolean names(Position position) {
    return epoch.offsetOf(position).orElse(Long.MAX_VALUE) <= tail.head();
  }

  /// Whether a position is of this epoch.
  boolean isOf(Position position) {
    return position.epoch().equals(epoch.name());
  }

  // ---- writing: the owner alone

  void append(Message message) {
    tail.append(message, null);
  }

  void trimmedThrough(long offset) {
    trimmedThrough = Math.max(trimmedThrough, offset);
  }

  /// Keeps the tail small. What a loop has yet to read goes too, where other nodes have filled the
  /// tail meanwhile: the engine has it.
  void trim() {
    Message oldest = tail.oldest();
    while (oldest != null
        && (oldest.offset() <= trimmedThrough
            || tail.count() > COUNT_MAX
            || tail.bytes() > BYTES_MAX)) {
      tail.trim(oldest);
      oldest = tail.oldest();
    }
  }

  // ---- what the tail asks: any loop

  @Override
  public boolean recorded() {
    return policy.history().kept();
  }

  @Override
  public long undeliveredBytesMax() {
    return UNDELIVERED_BYTES_MAX;
  }

  @Override
  public void progressed() {
    upkeep.progressed();
  }

  @Override
  public boolean cutOff() {
    return engine.silence().cutOff();
  }

  @Override
  public OlderMessages older() {
    return this;
  }

  /// No more than the head: nobody begins at what this node has yet to read. Where the channel has
  /// no history, it is the head: an engine keeps a little all the same, for nodes that have missed
  /// a signal.
  @Override
  public long trimmedThrough() {
    long head = tail.head();
    return recorded() ? Math.min(trimmedThrough, head) : head;
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    engine.ask(
        () -> engine.engine().read(channel, after, through, bytesMax),
        page -> {
          upkeep.heard(page.state());
          Replay replay = replay(page, after, through);
          loop.execute(() -> then.accept(replay));
        },
        why -> loop.execute(() -> then.accept(why)));
  }

  private Replay replay(Page page, long after, long through) {
    if (!page.state().continues(epoch)) {
      return NEW_EPOCH;
    }
    long trimmed = Math.min(page.state().trimmedThrough(), through);
    if (after < trimmed) {
      return new Replay.Gap(trimmed - after, trimmed);
    }
    return page.through() > after
        ? new Replay.Batch(page.messages(), page.through())
        : new Replay.CaughtUp();
  }

  @Override
  public void after(Position position, Loop loop, Consumer<ChannelLog.Located> then) {
    upkeep.after(this, position, loop, then);
  }

  @Override
  public void beforeLast(int count, Loop loop, Consumer<ChannelLog.Located> then) {
    long head = tail.head();
    locate(() -> engine.engine().beforeLast(channel, head, count), loop, then);
  }

  @Override
  public void beforeTime(long timeMillis, Loop loop, Consumer<ChannelLog.Located> then) {
    long head = tail.head();
    Duration age = Duration.ofMillis(engine.clock().wallMillis() - timeMillis);
    locate(() -> engine.engine().beforeAge(channel, head, age), loop, then);
  }

  private void locate(
      Supplier<CompletionStage<Long>> question, Loop loop, Consumer<ChannelLog.Located> then) {
    engine.ask(
        question,
        cursor -> {
          ChannelLog.Start start = new ChannelLog.Start(Math.max(cursor, trimmedThrough()), null);
          loop.execute(() -> then.accept(start));
        },
        why -> loop.execute(() -> then.accept(why)));
  }
}
