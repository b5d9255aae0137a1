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

/// Appends what was scheduled when its time has come: leaving the schedule and entering the log are
/// in one transaction. A channel that is not durable any more, since its policy was changed, gets
/// its message once that has left the schedule for good. Owned by the writer.
final class Agenda {
  private static final int ROWS_PER_GROUP = 500;
  private static final Unavailable FULL = new Unavailable("too many messages are scheduled");

  private final Channels channels;
  private final ScheduleBounds bounds;
  private final BiConsumer<ChannelName, Draft> elsewhere;
  private boolean behind;

  /// @param elsewhere publishes to a channel that is not durable any more
  Agenda(Channels channels, ScheduleBounds bounds, BiConsumer<ChannelName, Draft> elsewhere) {
    this.channels = channels;
    this.bounds = bounds;
    this.elsewhere = elsewhere;
  }

  /// Keeps a draft until its time.
  void schedule(Group group, Work.Later later) throws SQLException {
    Schedule.Outcome outcome = outcome(group, later);
    group.answerLater(later, () -> later.answer(outcome));
  }

  private Schedule.Outcome outcome(Group group, Work.Later later) throws SQLException {
    SqlLog log = channels.load(group.journal(), later.channel());
    Draft draft = later.draft();
    ScheduleRows rows = group.journal().schedule();
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
    if (!bounds.admits(rows.size(), rows.bytes(), draft.data().length)) {
      return new Schedule.Outcome.NotKept(FULL);
    }
    Ulid id = group.newSecretId();
    rows.add(id, group.idOf(log), draft, later.atMillis());
    return new Schedule.Outcome.Kept(id, later.atMillis());
  }

  private static boolean sameBody(Draft one, Draft other) {
    return one.kind() == other.kind() && Arrays.equals(one.data(), other.data());
  }

  /// Takes a message back.
  void cancel(Group group, Work.Cancel cancel) throws SQLException {
    boolean removed = group.journal().schedule().remove(cancel.id());
    Schedule.Cancellation outcome =
        removed ? Schedule.Cancellation.DONE : Schedule.Cancellation.UNKNOWN;
    group.answerLater(cancel, () -> cancel.answer(outcome));
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
  void appendDue(Group group) throws SQLException {
    if (!behind) {
      return;
    }
    List<ScheduleRows.Row> due = group.journal().schedule().due(group.nowMillis(), ROWS_PER_GROUP);
    int appended = 0;
    for (ScheduleRows.Row row : due) {
      appended += appendDue(group, row) ? 1 : 0;
    }
    behind = appended == ROWS_PER_GROUP;
  }

  /// Returns whether it has left the schedule.
  private boolean appendDue(Group group, ScheduleRows.Row row) throws SQLException {
    if (!channels.durable(row.channel())) {
      group.journal().schedule().remove(row.id());
      group.afterwards(() -> elsewhere.accept(row.channel(), row.draft()));
      return true;
    }
    SqlLog log = channels.load(group.journal(), row.channel());
    if (log.holdsBack()) {
      return false;
    }
    group.journal().schedule().remove(row.id());
    group.append(log, row.draft());
    return true;
  }
}
