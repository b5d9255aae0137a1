package dev.belfry.server.store.sql;

import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Keeps a message until its time.
record ScheduleTask(Schedule.Entry entry, Loop caller, Consumer<Schedule.Outcome> then)
    implements WriterTask.Bounded {
  @Override
  public int dataBytes() {
    return entry.draft().data().length;
  }

  @Override
  public void perform(CommitGroup group) throws SQLException {
    Schedule.Outcome outcome = group.state().dueMessages().schedule(group, entry);
    group.answerLater(this, () -> answer(outcome));
  }

  @Override
  public void refuse(Unavailable why) {
    answer(new Schedule.Outcome.NotKept(why));
  }

  private void answer(Schedule.Outcome outcome) {
    caller.execute(() -> then.accept(outcome));
  }
}
