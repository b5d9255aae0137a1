package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Takes a scheduled message back.
record CancelTask(Ulid id, Loop caller, Consumer<Schedule.Cancellation> then)
    implements WriterTask.Bounded {
  @Override
  public int dataBytes() {
    return 0;
  }

  @Override
  public void perform(CommitGroup group) throws SQLException {
    boolean removed = group.connection().schedule().remove(id);
    Schedule.Cancellation outcome =
        removed ? Schedule.Cancellation.DONE : Schedule.Cancellation.UNKNOWN;
    group.answerLater(this, () -> answer(outcome));
  }

  @Override
  public void refuse(Unavailable why) {
    answer(Schedule.Cancellation.UNAVAILABLE);
  }

  private void answer(Schedule.Cancellation outcome) {
    caller.execute(() -> then.accept(outcome));
  }
}
