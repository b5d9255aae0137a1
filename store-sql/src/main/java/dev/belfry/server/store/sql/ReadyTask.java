package dev.belfry.server.store.sql;

import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Whether an append would be kept: answered by a commit, in which something was written where
/// nothing was for a while.
record ReadyTask(Loop caller, Consumer<Boolean> then) implements WriterTask.Question {
  @Override
  public void perform(CommitGroup group) throws SQLException {
    group.probe();
    group.answerLater(this, () -> answer(true));
  }

  @Override
  public void refuse(Unavailable why) {
    answer(false);
  }

  private void answer(boolean ready) {
    caller.execute(() -> then.accept(ready));
  }
}
