package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// Appends what was scheduled when its time has come: leaving the schedule and entering the log are
/// in one transaction. Owned by the writer.
final class Agenda {
  private static final int ROWS_PER_GROUP = 500;
  private static final Unavailable FULL = new Unavailable("too many messages are scheduled");

  private final Channels channels;
  private final int messagesMax;
  private boolean behind;

  Agenda(Channels channels, int messagesMax) {
    this.channels = channels;
    this.messagesMax = messagesMax;
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
    if (rows.size() >= messagesMax) {
      return new Schedule.Outcome.NotKept(FULL);
    }
    Ulid id = group.newId();
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
      SqlLog log = channels.load(group.journal(), row.channel());
      if (!log.holdsBack()) {
        group.journal().schedule().remove(row.id());
        group.append(log, row.draft());
        appended++;
      }
    }
    behind = appended == ROWS_PER_GROUP;
  }
}
