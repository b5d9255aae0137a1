package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Takes a scheduled message back.
record CancelTask(
    Ulid id, Schedule.CancelGuard guard, Loop caller, Consumer<Schedule.Cancellation> then)
    implements WriterTask.Bounded {
  @Override
  public int dataBytes() {
    return 0;
  }

  @Override
  public void perform(CommitGroup group) throws SQLException {
    Schedule.Cancellation outcome = cancel(group.connection().schedule());
    group.answerLater(this, () -> answer(outcome));
  }

  private Schedule.Cancellation cancel(ScheduleRows rows) throws SQLException {
    ScheduleRows.Row row = rows.find(id);
    if (row == null) {
      return Schedule.Cancellation.UNKNOWN;
    }
    if (!guard.admits(row.channel(), row.author())) {
      return Schedule.Cancellation.REFUSED;
    }
    var _ = rows.remove(id);
    return Schedule.Cancellation.DONE;
  }

  @Override
  public void refuse(Unavailable why) {
    answer(Schedule.Cancellation.UNAVAILABLE);
  }

  private void answer(Schedule.Cancellation outcome) {
    caller.execute(() -> then.accept(outcome));
  }
}
