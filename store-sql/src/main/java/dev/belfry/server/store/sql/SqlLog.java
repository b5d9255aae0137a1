package dev.belfry.server.store.sql;

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
import dev.belfry.server.store.sql.Journal.ChannelRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One durable channel: its newest messages in memory, all of them in the database. The writer
/// writes; what readers of any loop see is `head`, `lost` and the tail, all of it committed.
final class SqlLog implements ChannelLog {
  /// How far the head may run ahead of a loop that still has to read.
  private static final int UNDELIVERED_MAX = 256;

  private static final int TAIL_COUNT_MAX = 4_096;
  private static final int TAIL_BYTES_MAX = 512 * 1024;

  /// What is the same for all logs of a store.
  record Room(String epoch, Clock clock, SqlReads reads, Consumer<SqlLog> letGo) {}

  private final Room room;
  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final MessageChunks tail = new MessageChunks();
  private final Listeners listeners = new Listeners();
  private final ArrayDeque<Work.Append> held = new ArrayDeque<>();
  private volatile boolean holding;

  /// With how many bytes the channels count it.
  long countedBytes;

  /// The database's row, as it will be when the group that is under way is committed.
  private ChannelRow row;

  private boolean kept;

  private final List<Message> fresh = new ArrayList<>();
  private final List<Long> replaced = new ArrayList<>();

  private volatile long id;
  private volatile long head;
  private volatile long lost;

  /// The tail has all that lies past this offset.
  private volatile long tailFrom;

  SqlLog(Room room, ChannelName channel, ChannelPolicy policy, ChannelRow row) {
    this.room = room;
    this.channel = channel;
    this.policy = policy;
    this.row = row;
    this.kept = row.count() > 0;
    this.id = row.id();
    this.head = row.head();
    this.lost = row.lost();
    this.tailFrom = row.head();
  }

  ChannelName channel() {
    return channel;
  }

  ChannelPolicy policy() {
    return policy;
  }

  Listeners listeners() {
    return listeners;
  }

  // ---- writing: the writer alone

  ChannelRow row() {
    return row;
  }

  void row(ChannelRow changed) {
    row = changed;
  }

  /// Whether the database's row, before the group that is under way, has messages.
  boolean kept() {
    return kept;
  }

  /// A message of the group that is under way, in place of the one at `replacedPlace`.
  void add(Message message, @Nullable Long replacedPlace) {
    fresh.add(message);
    if (replacedPlace != null) {
      replaced.add(replacedPlace);
    }
  }

  /// The group is committed: shows its messages to the readers and tells the loops.
  void committed() {
    kept = row.count() > 0;
    id = row.id();
    lost = row.lost();
    if (fresh.isEmpty()) {
      trimTail();
      return;
    }
    fresh.forEach(tail::add);
    replaced.forEach(tail::clear);
    fresh.clear();
    replaced.clear();
    head = row.head();
    trimTail();
    listeners.announce();
  }

  /// The group has failed, or may have. What the database has holds, but no offset goes back.
  void reset(ChannelRow stored) {
    fresh.clear();
    replaced.clear();
    long top = Math.max(stored.head(), head);
    row = new ChannelRow(stored.id(), top, stored.lost(), stored.count(), stored.bytes());
    kept = stored.count() > 0;
    id = stored.id();
    lost = stored.lost();
    if (top > head) {
      tailFrom = top;
      tail.clearAll();
      head = top;
      listeners.announce();
    }
  }

  private void trimTail() {
    boolean more = true;
    while (more) {
      Message oldest = tail.oldest();
      boolean due =
          oldest != null
              && (oldest.offset() <= lost
                  || tail.count() > TAIL_COUNT_MAX
                  || tail.bytes() > TAIL_BYTES_MAX);
      more = due && shortenTail();
    }
  }

  /// Takes the oldest message out of the tail, but none that a loop has yet to read.
  private boolean shortenTail() {
    Message oldest = tail.oldest();
    if (oldest == null || oldest.offset() > listeners.readByAll(head)) {
      return false;
    }
    tailFrom = oldest.offset();
    tail.clear(oldest.offset());
    return true;
  }

  /// Gives up the tail, but for what a loop has yet to read.
  void dropTail() {
    if (listeners.readByAll(head) == head) {
      tailFrom = head;
      tail.clearAll();
      return;
    }
    boolean more = true;
    while (more) {
      more = shortenTail();
    }
  }

  /// What the tail costs in memory.
  long tailBytes() {
    return tail.bytes();
  }

  /// Whether nobody listens, waits, or has anything to read here from memory.
  boolean idle() {
    return listeners.none() && tail.empty() && held.isEmpty() && fresh.isEmpty();
  }

  // ---- holding back: publishers wait for the loops that deliver

  /// Whether the next append has to wait for loops that have yet to read.
  boolean holdsBack() {
    return !held.isEmpty() || aheadOfReaders();
  }

  private boolean aheadOfReaders() {
    for (HeadListener listener : listeners.all()) {
      if (row.head() - listener.delivered() > UNDELIVERED_MAX) {
        return true;
      }
    }
    return false;
  }

  void hold(Work.Append append) {
    held.add(append);
    if (!holding) {
      holding = true;
      room.letGo().accept(this); // a loop may have read on before it could see that we hold
    }
  }

  /// The next append that was held back and may go ahead now, which stays held until it is taken
  /// out; null where there is none.
  Work.@Nullable Append mayGo() {
    return aheadOfReaders() ? null : held.peek();
  }

  /// Takes out the next append that was held back, whether it may go ahead or not; null where there
  /// is none.
  Work.@Nullable Append nextHeld() {
    Work.Append next = held.poll();
    holding = !held.isEmpty();
    return next;
  }

  @Override
  public void progressed() {
    if (holding) {
      room.letGo().accept(this);
    }
  }

  // ---- reading: any loop

  /// Its number in the database; 0 where it has none yet.
  long id() {
    return id;
  }

  /// The offset of the last message that was trimmed, as far as is known here.
  long lost() {
    return lost;
  }

  @Override
  public String epoch() {
    return room.epoch();
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
    Replay.Batch batch = tail.read(after, through, bytesMax, room.clock());
    long from = tailFrom; // asked last: it is written before slots are emptied
    return after < from ? new Replay.Gap(null, from) : batch;
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    long missing = Math.min(lost, through);
    if (after < missing) {
      then.accept(new Replay.Gap(missing - after, missing));
      return;
    }
    Replay inMemory = tail(after, through, bytesMax);
    if (inMemory instanceof Replay.Gap) {
      room.reads().read(this, after, through, bytesMax, loop, then);
    } else {
      then.accept(inMemory);
    }
  }

  @Override
  public void locate(Since since, Loop loop, Consumer<Located> then) {
    switch (since) {
      case Since.Now() -> then.accept(new Start(head, null));
      case Since.Earliest() -> then.accept(new Start(lost, null));
      case Since.Last(int count) -> room.reads().beforeLast(this, count, loop, then);
      case Since.Within(java.time.Duration age) ->
          room.reads().beforeTime(this, room.clock().wallMillis() - age.toMillis(), loop, then);
      case Since.After(var position) ->
          then.accept(
              position.epoch().equals(epoch()) && position.offset() <= head
                  ? after(position.offset())
                  : unknown());
      case Since.Unknown() -> then.accept(unknown());
    }
  }

  private Start after(long offset) {
    long missing = lost;
    return offset >= missing
        ? new Start(offset, null)
        : new Start(missing, new Replay.Gap(missing - offset, missing));
  }

  private Start unknown() {
    long resume = lost;
    return new Start(resume, new Replay.Gap(null, resume));
  }
}
