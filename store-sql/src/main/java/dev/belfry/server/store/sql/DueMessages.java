package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.store.ScheduleBounds;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/// The messages whose time has come, which it appends: leaving the schedule and entering the log
/// are in one transaction. A channel that is not durable any more, since its policy was changed,
/// gets its message once that has left the schedule for good. Owned by the writer.
final class DueMessages {
  private static final int ROWS_PER_GROUP = 500;
  private static final long BYTES_PER_GROUP = 1 << 20;
  private static final Unavailable FULL = new Unavailable("too many messages are scheduled");

  private final Channels channels;
  private final ScheduleBounds bounds;
  private final BiConsumer<ChannelName, Draft> elsewhere;
  private boolean behind;

  /// @param elsewhere publishes to a channel that is not durable any more
  DueMessages(Channels channels, ScheduleBounds bounds, BiConsumer<ChannelName, Draft> elsewhere) {
    this.channels = channels;
    this.bounds = bounds;
    this.elsewhere = elsewhere;
  }

  /// Keeps a draft until its time.
  Schedule.Outcome schedule(CommitGroup group, Schedule.Entry entry) throws SQLException {
    SqlLog log = group.load(entry.channel());
    Draft draft = entry.draft();
    ScheduleRows rows = group.connection().schedule();
    if (draft.idempotencyKey() != null) {
      AppendOutcome before = group.answerBefore(log, draft);
      if (before != null) {
        return new Schedule.Outcome.NotKept(before);
      }
      ScheduleRows.Row waiting = rows.find(log.row().id(), draft.idempotencyKey());
      if (waiting != null) {
        return sameBody(waiting.draft(), draft)
            ? new Schedule.Outcome.Kept(waiting.id(), waiting.atMillis())
            : new Schedule.Outcome.NotKept(new AppendOutcome.Conflict());
      }
    }
    if (!bounds.admits(
        rows.size(), rows.bytes(), ScheduleBounds.sizeOf(draft.data(), entry.author()))) {
      return new Schedule.Outcome.NotKept(FULL);
    }
    Ulid id = group.newSecretId();
    rows.add(id, group.idOf(log), entry);
    return new Schedule.Outcome.Kept(id, entry.atMillis());
  }

  private static boolean sameBody(Draft one, Draft other) {
    return one.kind() == other.kind() && Arrays.equals(one.data(), other.data());
  }

  /// Something may have come due.
  void look() {
    behind = true;
  }

  /// Whether there may be more that is due.
  boolean behind() {
    return behind;
  }

  /// Appends what is due, some of it, within the group. What its log holds back stays in the
  /// schedule until the next look.
  void appendDue(CommitGroup group) throws SQLException {
    if (!behind) {
      return;
    }
    List<ScheduleRows.Row> due =
        group.connection().schedule().due(group.nowMillis(), ROWS_PER_GROUP, BYTES_PER_GROUP);
    boolean allAppended = true;
    for (ScheduleRows.Row row : due) {
      allAppended &= appendDue(group, row);
    }
    behind = !due.isEmpty() && allAppended; // until there is none, or a log holds back
  }

  /// Returns whether it has left the schedule.
  private boolean appendDue(CommitGroup group, ScheduleRows.Row row) throws SQLException {
    if (!channels.durable(row.channel())) {
      group.connection().schedule().remove(row.id());
      group.afterCommit(() -> elsewhere.accept(row.channel(), row.draft()));
      return true;
    }
    SqlLog log = group.load(row.channel());
    if (log.holdsBack()) {
      return false;
    }
    group.connection().schedule().remove(row.id());
    group.append(log, row.draft());
    return true;
  }
}
