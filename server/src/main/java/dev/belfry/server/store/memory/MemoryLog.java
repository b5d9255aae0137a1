package dev.belfry.server.store.memory;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.HeldAppends;
import dev.belfry.server.store.OlderMessages;
import dev.belfry.server.store.Tail;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One channel in memory: its tail is the whole log. Its owner loop writes; others read the tail.
final class MemoryLog implements Tail.Owner {
  private static final long UNDELIVERED_BYTES_MIN = 1 << 19;

  /// The last log published before this one, and the next after it: see `RecencyList`.
  @Nullable MemoryLog older;

  @Nullable MemoryLog newer;

  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final Loop loop;
  private final Tail tail;
  private final HeldAppends<Runnable> held = new HeldAppends<>();
  private @Nullable Map<String, Long> replaceable;
  private boolean aging;

  /// @param base no offset up to here was given in this log
  MemoryLog(
      ChannelName channel, ChannelPolicy policy, Epoch epoch, Clock clock, long base, Loop loop) {
    this.channel = channel;
    this.policy = policy;
    this.loop = loop;
    this.tail = new Tail(epoch, clock, this, base);
  }

  ChannelName channel() {
    return channel;
  }

  ChannelPolicy policy() {
    return policy;
  }

  Tail tail() {
    return tail;
  }

  /// What is kept now.
  KeptState state(String epoch) {
    Message oldest = tail.oldest();
    long head = tail.head();
    return new KeptState(
        new Position(epoch, head),
        oldest == null ? head : oldest.offset() - 1,
        OptionalLong.of(tail.count()),
        OptionalLong.of(tail.bytes()));
  }

  // ---- writing: the owner alone

  /// Appends and returns by how many bytes the log has grown; less than 0 where the message took
  /// the place of a larger one.
  long append(Message message) {
    long before = tail.bytes();
    String key = message.replaceKey();
    tail.append(message, key == null ? null : replace(key, message.offset()));
    return tail.bytes() - before;
  }

  /// The offset of the message that has the key till now; null where there is none.
  private @Nullable Long replace(String key, long offset) {
    if (replaceable == null) {
      replaceable = new HashMap<>();
    }
    return replaceable.put(key, offset);
  }

  /// Drops what the policy does not keep, oldest first, but nothing that a loop has yet to read.
  /// Returns how many bytes that freed.
  long trim(long nowMillis) {
    long before = tail.bytes();
    Message oldest = tail.trimmable();
    while (oldest != null && overdue(oldest, nowMillis)) {
      trimOldest(oldest);
      oldest = tail.trimmable();
    }
    return before - tail.bytes();
  }

  private boolean overdue(Message oldest, long nowMillis) {
    ChannelPolicy.History history = policy.history();
    return tail.count() > history.count()
        || tail.bytes() > history.bytesMax()
        || nowMillis - oldest.timeMillis() > history.age().toMillis();
  }

  private void trimOldest(Message oldest) {
    tail.trim(oldest);
    String key = oldest.replaceKey();
    if (key != null && replaceable != null) {
      replaceable.remove(key, oldest.offset());
    }
  }

  /// Drops everything and returns how many bytes that freed.
  long clear() {
    long freed = tail.bytes();
    tail.clear();
    replaceable = null;
    return freed;
  }

  /// Whether nobody listens, waits, or could read anything here.
  boolean idle() {
    return tail.listeners().none() && tail.empty() && held.none();
  }

  boolean aging() {
    return aging;
  }

  void aging(boolean on) {
    aging = on;
  }

  void remove(HeadListener listener) {
    tail.listeners().remove(listener);
    releaseHeld();
  }

  // ---- holding back: publishers wait for the loops that deliver

  /// Whether the next append has to wait.
  boolean holdsBack() {
    return !held.none() || tail.aheadOfReaders(tail.head());
  }

  /// Runs the append later, when the loops have read on.
  void hold(Runnable append) {
    held.add(append);
    releaseHeld();
  }

  private void releaseHeld() {
    while (!held.none() && !tail.aheadOfReaders(tail.head())) {
      Runnable append = held.removeFirst();
      if (append != null) {
        release(append);
      }
    }
  }

  /// One that throws keeps none of those behind it from their turn.
  private void release(Runnable append) {
    boolean done = false;
    try {
      append.run();
      done = true;
    } finally {
      if (!done) {
        loop.execute(this::releaseHeld);
      }
    }
  }

  @Override
  public void progressed() {
    if (held.holding()) {
      loop.execute(this::releaseHeld);
    }
  }

  // ---- what the tail asks

  @Override
  public boolean recorded() {
    return policy.history().kept();
  }

  @Override
  public long undeliveredBytesMax() {
    return Math.max(2 * policy.history().bytesMax(), UNDELIVERED_BYTES_MIN);
  }

  @Override
  public @Nullable OlderMessages older() {
    return null;
  }
}
