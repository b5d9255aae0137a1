package dev.belfry.server.store.memory;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.Listeners;
import dev.belfry.server.store.MessageChunks;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One channel in memory. Its owner loop writes; what readers of other loops see is `head`, `lost`
/// and the chunks, written in the order that lets them read without a lock: a message before the
/// head that covers it, the loss before the slot that it empties.
final class MemoryLog implements ChannelLog {
  /// How far the head may run ahead of a loop that still has to read.
  private static final int UNDELIVERED_MAX = 256;

  /// The last log published before this one, and the next after it: see `RecencyList`.
  @Nullable MemoryLog older;

  @Nullable MemoryLog newer;

  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final String epoch;
  private final Loop owner;
  private final Clock clock;

  /// The head when this log began; what lay before, nobody knows any more.
  private final long base;

  private final MessageChunks messages = new MessageChunks();
  private volatile long head;

  /// The offset of the last message that was trimmed; a cursor below it has missed something.
  private volatile long trimmedThrough;

  private volatile boolean holding;
  private final Listeners listeners = new Listeners();
  private @Nullable Map<String, Long> replaceable;
  private @Nullable ArrayDeque<Runnable> held;
  private boolean aging;

  MemoryLog(
      ChannelName channel, ChannelPolicy policy, String epoch, long base, Loop owner, Clock clock) {
    this.channel = channel;
    this.policy = policy;
    this.epoch = epoch;
    this.base = base;
    this.owner = owner;
    this.clock = clock;
    this.head = base;
    this.trimmedThrough = base;
  }

  ChannelName channel() {
    return channel;
  }

  ChannelPolicy policy() {
    return policy;
  }

  // ---- writing: the owner alone

  /// Appends and returns by how many bytes the log has grown; less than 0 where the message took
  /// the place of a larger one.
  long append(Message message) {
    long before = messages.bytes();
    String key = message.replaceKey();
    if (key != null) {
      replace(key, message.offset());
    }
    messages.add(message);
    head = message.offset();
    return messages.bytes() - before;
  }

  private void replace(String key, long offset) {
    if (replaceable == null) {
      replaceable = new HashMap<>();
    }
    Long replaced = replaceable.put(key, offset);
    if (replaced != null) {
      messages.clear(replaced);
    }
  }

  /// Drops what the policy does not keep, oldest first, but nothing that a loop has yet to read.
  /// Returns how many bytes that freed.
  long trim(long nowMillis) {
    long before = messages.bytes();
    long read = listeners.readByAll(head);
    Message oldest = messages.oldest();
    while (oldest != null && oldest.offset() <= read && overdue(oldest, nowMillis)) {
      trimOldest(oldest);
      oldest = messages.oldest();
    }
    return before - messages.bytes();
  }

  private boolean overdue(Message oldest, long nowMillis) {
    ChannelPolicy.History history = policy.history();
    return messages.count() > history.count()
        || messages.bytes() > history.bytesMax()
        || nowMillis - oldest.timeMillis() > history.age().toMillis();
  }

  private void trimOldest(Message oldest) {
    trimmedThrough = oldest.offset();
    messages.clear(oldest.offset());
    String key = oldest.replaceKey();
    if (key != null && replaceable != null) {
      replaceable.remove(key, oldest.offset());
    }
  }

  /// Drops everything and returns how many bytes that freed.
  long clear() {
    long freed = messages.bytes();
    if (!messages.empty()) {
      trimmedThrough = head;
    }
    messages.clearAll();
    replaceable = null;
    return freed;
  }

  boolean empty() {
    return messages.empty();
  }

  /// Whether nobody listens, waits, or could read anything here.
  boolean idle() {
    return listeners.none() && messages.empty() && held == null;
  }

  boolean aging() {
    return aging;
  }

  void aging(boolean on) {
    aging = on;
  }

  void add(HeadListener listener) {
    listeners.add(listener);
  }

  void remove(HeadListener listener) {
    listeners.remove(listener);
    releaseHeld();
  }

  /// Tells every loop that listens.
  void announce() {
    listeners.announce();
  }

  // ---- holding back: publishers wait for the loops that deliver

  /// Whether the next append has to wait. A listener on this very loop is made to read first.
  boolean holdsBack() {
    if (held != null) {
      return true;
    }
    return aheadOfReaders();
  }

  private boolean aheadOfReaders() {
    boolean ahead = false;
    for (HeadListener listener : listeners.all()) {
      if (tooFar(listener) && listener.loop().inLoop()) {
        listener.deliver();
      }
      ahead |= tooFar(listener);
    }
    return ahead;
  }

  private boolean tooFar(HeadListener listener) {
    long undelivered = head - listener.delivered();
    boolean large = messages.bytes() > 2 * Math.max(policy.history().bytesMax(), 1 << 18);
    return undelivered > UNDELIVERED_MAX || (undelivered > 0 && large);
  }

  /// Runs the append later, when the loops have read on. Bounded by what each session may have
  /// unanswered.
  void hold(Runnable append) {
    if (held == null) {
      held = new ArrayDeque<>();
    }
    held.add(append);
    holding = true;
    releaseHeld(); // a loop may have read on before it could see that we hold
  }

  private void releaseHeld() {
    while (held != null && !aheadOfReaders()) {
      Runnable append = held.remove();
      if (held.isEmpty()) {
        held = null;
        holding = false;
      }
      append.run();
    }
  }

  @Override
  public void progressed() {
    if (holding) {
      owner.execute(this::releaseHeld);
    }
  }

  // ---- reading: any loop

  @Override
  public String epoch() {
    return epoch;
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public boolean recorded() {
    return policy.history().kept();
  }

  @Override
  public Replay tail(long after, long through, int bytesMax) {
    if (after >= through) {
      return new Replay.CaughtUp();
    }
    Replay.Batch batch = messages.read(after, through, bytesMax, clock);
    Replay.Gap gap = gapAfter(after, through); // last: the loss is written before slots are emptied
    return gap != null ? gap : batch;
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    then.accept(tail(after, through, bytesMax));
  }

  private Replay.@Nullable Gap gapAfter(long after, long through) {
    long missing = Math.min(trimmedThrough, through);
    if (after >= missing) {
      return null;
    }
    return new Replay.Gap(after >= base ? missing - after : null, missing);
  }

  @Override
  public void locate(Since since, Loop loop, Consumer<Located> then) {
    then.accept(
        switch (since) {
          case Since.Now() -> new Start(head, null);
          case Since.Earliest() -> new Start(trimmedThrough, null);
          case Since.Last(int count) -> from(messages.beforeLast(count, clock));
          case Since.Within(java.time.Duration age) ->
              from(messages.beforeTime(clock.wallMillis() - age.toMillis()));
          case Since.After(var position) ->
              position.epoch().equals(epoch) && position.offset() <= head
                  ? after(position.offset())
                  : unknown();
          case Since.Unknown() -> unknown();
        });
  }

  /// From a cursor that was found by looking; where there was nothing to find, from the oldest.
  private Start from(long cursor) {
    return new Start(Math.max(cursor, trimmedThrough), null);
  }

  private Start after(long offset) {
    Replay.Gap gap = gapAfter(offset, head);
    return gap == null ? new Start(offset, null) : new Start(gap.resume(), gap);
  }

  private Start unknown() {
    long resume = trimmedThrough;
    return new Start(resume, new Replay.Gap(null, resume));
  }
}
