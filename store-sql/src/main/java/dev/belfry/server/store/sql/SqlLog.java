package dev.belfry.server.store.sql;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.HeldAppends;
import dev.belfry.server.store.OlderMessages;
import dev.belfry.server.store.Tail;
import dev.belfry.server.store.sql.WriteConnection.ChannelRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One durable channel: its newest messages in memory, all of them in the database. The writer
/// writes; what readers of any loop see is the tail, all of it committed.
final class SqlLog implements Tail.Owner, OlderMessages {
  private static final int TAIL_COUNT_MAX = 4_096;
  private static final int TAIL_BYTES_MAX = 512 * 1024;
  private static final long UNDELIVERED_BYTES_MAX = 16 << 20;

  /// What is the same for all logs of a store.
  ///
  /// @param release asks the writer to let go ahead what a log holds back. Any loop
  record Context(Epoch epoch, Clock clock, SqlReads reads, Consumer<SqlLog> release) {}

  /// A message of the group that is under way.
  ///
  /// @param replaced the offset of the message whose place it takes; null for none
  private record Fresh(Message message, @Nullable Long replaced) {}

  private final Context context;
  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final Tail tail;
  private final HeldAppends<AppendTask> held = new HeldAppends<>();

  /// The database's row, as it will be when the group that is under way is committed.
  private volatile ChannelRow row;

  private boolean kept;
  private final List<Fresh> fresh = new ArrayList<>();
  private volatile long id;
  private volatile long trimmedThrough;

  SqlLog(Context context, ChannelName channel, ChannelPolicy policy, ChannelRow row) {
    this.context = context;
    this.channel = channel;
    this.policy = policy;
    this.row = row;
    this.kept = row.count() > 0;
    this.id = row.id();
    this.trimmedThrough = row.trimmedThrough();
    this.tail = new Tail(context.epoch(), context.clock(), this, row.head());
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

  /// What is kept, with what the group that is under way changes. Any thread.
  KeptState state() {
    ChannelRow now = row;
    return new KeptState(
        new Position(context.epoch().name(), tail.head()),
        now.trimmedThrough(),
        OptionalLong.of(now.count()),
        OptionalLong.of(now.bytes()));
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

  /// Adds a message of the group that is under way.
  ///
  /// @param replaced the offset of the message whose place it takes; null for none
  void add(Message message, @Nullable Long replaced) {
    fresh.add(new Fresh(message, replaced));
  }

  /// The group is committed: shows its messages to the readers and tells the loops.
  void committed() {
    kept = row.count() > 0;
    id = row.id();
    trimmedThrough = row.trimmedThrough();
    boolean more = !fresh.isEmpty();
    for (Fresh each : fresh) {
      tail.append(each.message(), each.replaced());
    }
    fresh.clear();
    trimTail();
    if (more) {
      tail.listeners().announce();
    }
  }

  /// The group has failed, or may have. What the database has holds, but no offset goes back.
  void reset(ChannelRow stored) {
    fresh.clear();
    long head = Math.max(stored.head(), tail.head());
    row = stored.withHead(head);
    kept = stored.count() > 0;
    id = stored.id();
    trimmedThrough = stored.trimmedThrough();
    if (head > tail.head()) {
      tail.skipTo(head);
      tail.listeners().announce();
    }
  }

  private void trimTail() {
    Message oldest = tail.trimmable();
    while (oldest != null && overdue(oldest)) {
      tail.trim(oldest);
      oldest = tail.trimmable();
    }
  }

  private boolean overdue(Message oldest) {
    return oldest.offset() <= trimmedThrough
        || tail.count() > TAIL_COUNT_MAX
        || tail.bytes() > TAIL_BYTES_MAX;
  }

  /// Gives up the tail, but for what a loop has yet to read.
  void dropTail() {
    tail.drop();
  }

  /// Whether nobody listens, waits, or has anything to read here from memory.
  boolean idle() {
    return tail.listeners().none() && tail.empty() && held.none() && fresh.isEmpty();
  }

  // ---- holding back: publishers wait for the loops that deliver

  /// Whether the next append has to wait for loops that have yet to read.
  boolean holdsBack() {
    return !held.none() || tail.aheadOfReaders(row.head());
  }

  void hold(AppendTask append) {
    boolean first = held.none();
    held.add(append);
    if (first) {
      context.release().accept(this);
    }
  }

  /// Appends what was held back and may go ahead now. An append that fails is held still, and
  /// refused with the others that are.
  void releaseHeld(CommitGroup group) throws SQLException {
    AppendTask next = held.first();
    while (next != null && !tail.aheadOfReaders(row.head())) {
      next.appendTo(this, group);
      held.removeFirst();
      next = held.first();
    }
  }

  /// Refuses all that is held back.
  void refuseHeld(WriterState state, Unavailable why) {
    for (AppendTask next = held.removeFirst(); next != null; next = held.removeFirst()) {
      AppendTask refused = next;
      state.queue().answered(refused);
      var _ = state.answers().run(() -> refused.refuse(why));
    }
  }

  @Override
  public void progressed() {
    if (held.holding()) {
      context.release().accept(this);
    }
  }

  // ---- what the tail asks: any loop

  /// Its number in the database; 0 where it has none yet.
  long id() {
    return id;
  }

  @Override
  public long trimmedThrough() {
    return trimmedThrough;
  }

  @Override
  public boolean recorded() {
    return policy.history().kept();
  }

  @Override
  public long undeliveredBytesMax() {
    return UNDELIVERED_BYTES_MAX;
  }

  @Override
  public OlderMessages older() {
    return this;
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    context.reads().read(this, after, through, bytesMax, loop, then);
  }

  @Override
  public void beforeLast(int count, Loop loop, Consumer<ChannelLog.Located> then) {
    context.reads().beforeLast(this, count, loop, then);
  }

  @Override
  public void beforeTime(long timeMillis, Loop loop, Consumer<ChannelLog.Located> then) {
    context.reads().beforeTime(this, timeMillis, loop, then);
  }
}
