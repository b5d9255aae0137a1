package dev.belfry.server.store;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The newest messages of one channel in memory, and the loops that listen to it: what hubs and
/// sessions see of a log, whichever store keeps it. One owner writes, on its thread; any loop
/// reads, without a lock: a message is in its slot before the head that covers it is published, and
/// the start of the tail moves before the slot is emptied.
public final class Tail implements ChannelLog {
  /// What a message costs beside its data: the object, its id, its slot.
  public static final int MESSAGE_BYTES = 200;

  /// What a log costs before it has a message: its objects, its entry, its first chunk.
  public static final int LOG_BYTES = 400;

  /// Holes in a row that take a place each.
  private static final int HOLES_MAX = 256;

  /// How far the head may run ahead of a loop that still has to read.
  static final int UNDELIVERED_MAX = 256;

  /// What one channel's owner decides.
  public interface Owner {
    /// Whether history is kept for subscribers that come late.
    boolean recorded();

    /// Bytes of messages beyond which a loop that has yet to read any holds appends back.
    long undeliveredBytesMax();

    /// Loops have read on: what was held back for their sake may go ahead. Any loop.
    void progressed();

    /// Whether the store has been out of reach for so long that subscribers should go elsewhere.
    /// Any thread.
    default boolean cutOff() {
      return false;
    }

    /// What the log has beyond the tail; null where the tail is the whole log.
    @Nullable OlderMessages older();
  }

  private final Clock clock;
  private final Epoch epoch;
  private final Owner owner;

  /// The head when this tail began; how much lay before it, nobody knows here.
  private final long base;

  private final MessageChunks messages = new MessageChunks();
  private final Listeners listeners = new Listeners();
  private volatile long head;

  /// The tail has all that lies past this offset.
  private volatile long start;

  /// An empty tail that begins at a head.
  ///
  /// @param epoch of all its offsets
  /// @param clock by which messages expire
  public Tail(Epoch epoch, Clock clock, Owner owner, long head) {
    this.epoch = epoch;
    this.clock = clock;
    this.owner = owner;
    this.base = head;
    this.head = head;
    this.start = head;
  }

  // ---- writing: the owner alone

  /// Appends a message, which is to be read from now on.
  ///
  /// @param replaced the offset of the message whose place it takes; null for none
  public void append(Message message, @Nullable Long replaced) {
    if (replaced != null) {
      messages.clear(replaced);
    }
    messages.add(message);
    head = message.offset();
  }

  /// Goes on at a later head: there is no message past the one before, up to there.
  public void skip(long later) {
    if (later - head > HOLES_MAX) {
      skipTo(later);
      return;
    }
    for (long offset = head + 1; offset <= later; offset++) {
      messages.addHole(offset);
    }
    head = later;
  }

  /// Goes on at a later head, without the messages before it.
  public void skipTo(long later) {
    start = later;
    messages.clearAll();
    head = later;
  }

  /// The oldest message, read or not; null where there is none.
  public @Nullable Message oldest() {
    return messages.oldest();
  }

  /// The oldest message, where every loop has read it; null where there is none.
  public @Nullable Message trimmable() {
    Message oldest = messages.oldest();
    return oldest == null || oldest.offset() > listeners.readByAll(head) ? null : oldest;
  }

  /// Drops the oldest message.
  ///
  /// @param oldest as `trimmable` or `oldest` has given it
  public void trim(Message oldest) {
    start = oldest.offset();
    messages.clear(oldest.offset());
  }

  /// Drops everything, but for what a loop has yet to read.
  public void drop() {
    if (readByAll()) {
      clear();
      return;
    }
    for (Message oldest = trimmable(); oldest != null; oldest = trimmable()) {
      trim(oldest);
    }
  }

  /// Drops everything, whether it was read or not.
  public void clear() {
    start = head;
    messages.clearAll();
  }

  /// Whether every loop has read all there is.
  public boolean readByAll() {
    return listeners.readByAll(head) == head;
  }

  public boolean empty() {
    return messages.empty();
  }

  public int count() {
    return messages.count();
  }

  /// What the messages cost to keep, with the log that they are kept in; 0 where there are none.
  public long bytes() {
    return messages.bytes();
  }

  // ---- the loops that listen: the owner alone

  public Listeners listeners() {
    return listeners;
  }

  /// Whether an append has to wait for loops that have yet to read. A listener on the owner's own
  /// thread is made to read first.
  ///
  /// @param last the offset of the last message, one that can't be read yet too
  public boolean aheadOfReaders(long last) {
    boolean large = messages.bytes() > owner.undeliveredBytesMax();
    boolean ahead = false;
    for (HeadListener listener : listeners.all()) {
      if (tooFar(listener, last, large) && listener.loop().inLoop()) {
        listener.deliver();
      }
      ahead |= tooFar(listener, last, large);
    }
    return ahead;
  }

  private static boolean tooFar(HeadListener listener, long last, boolean large) {
    long undelivered = last - listener.delivered();
    return undelivered > UNDELIVERED_MAX || (undelivered > 0 && large);
  }

  // ---- reading: any loop

  @Override
  public String epoch() {
    return epoch.name();
  }

  @Override
  public OptionalLong offsetOf(Position position) {
    return epoch.offsetOf(position);
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public boolean recorded() {
    return owner.recorded();
  }

  @Override
  public void progressed() {
    owner.progressed();
  }

  @Override
  public boolean cutOff() {
    return owner.cutOff();
  }

  @Override
  public boolean onDisk() {
    return owner.older() != null;
  }

  @Override
  public Replay tail(long after, long through, int bytesMax) {
    if (after >= through) {
      return new Replay.CaughtUp();
    }
    Replay.Batch batch = messages.read(after, through, bytesMax, clock);
    long from = start; // asked last: it moves before slots are emptied
    if (after >= from) {
      return batch;
    }
    return owner.older() == null
        ? new KeptRange(base, from, through).gapAfter(after)
        : new Replay.Gap(null, from);
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    OlderMessages older = owner.older();
    if (older == null) {
      then.accept(tail(after, through, bytesMax));
      return;
    }
    KeptRange kept = kept(older, through);
    if (!kept.reaches(after)) {
      then.accept(kept.gapAfter(after));
      return;
    }
    Replay inMemory = tail(after, through, bytesMax);
    if (inMemory instanceof Replay.Gap) {
      older.read(after, through, bytesMax, loop, then);
    } else {
      then.accept(inMemory);
    }
  }

  @Override
  public void locate(Since since, Loop loop, Consumer<Located> then) {
    OlderMessages older = owner.older();
    switch (since) {
      case Since.Now() -> then.accept(new Start(head, null));
      case Since.Earliest() -> then.accept(kept(older, head).earliest());
      case Since.Last(int count) when older != null -> older.beforeLast(count, loop, then);
      case Since.Last(int count) ->
          then.accept(kept(null, head).from(messages.beforeLast(count, clock)));
      case Since.Within(var age) -> {
        long timeMillis = clock.wallMillis() - age.toMillis();
        if (older != null) {
          older.beforeTime(timeMillis, loop, then);
        } else {
          then.accept(kept(null, head).from(messages.beforeTime(timeMillis)));
        }
      }
      case Since.After(Position position) -> {
        if (older != null && !names(position)) {
          older.after(position, loop, then);
        } else {
          then.accept(resume(position));
        }
      }
      case Since.Unknown() -> then.accept(kept(older, head).unknown());
    }
  }

  /// Whether a position names a place up to the head.
  private boolean names(Position position) {
    return epoch.lost(position) || epoch.offsetOf(position).orElse(Long.MAX_VALUE) <= head;
  }

  @Override
  public Start resume(Position reached) {
    KeptRange kept = kept(owner.older(), head);
    OptionalLong offset = epoch.offsetOf(reached);
    if (offset.isPresent()) {
      return kept.after(offset.getAsLong());
    }
    return epoch.lost(reached) ? kept.again(epoch.base()) : kept.unknown();
  }

  private KeptRange kept(@Nullable OlderMessages older, long through) {
    return older == null
        ? new KeptRange(base, start, through)
        : new KeptRange(0, older.trimmedThrough(), through);
  }
}
