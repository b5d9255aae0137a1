package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds a channel's log for a reader, and leaves nothing behind in memory. For a channel that is
/// in memory this needs no database.
record FindTask(ChannelName channel, Loop caller, Consumer<Logs.Found> then)
    implements WriterTask.Question {
  @Override
  public void perform(CommitGroup group) throws SQLException {
    SqlLog log = group.load(channel);
    found(group.state(), log);
    group.afterCommit(() -> group.state().channels().forgetIfIdle(log));
  }

  @Override
  public void performWithoutDatabase(WriterState state, Unavailable why) {
    @Nullable SqlLog known = state.channels().known(channel);
    if (known == null) {
      WriterTask.Question.super.performWithoutDatabase(state, why);
    } else {
      found(state, known);
    }
  }

  private void found(WriterState state, SqlLog log) {
    state.queue().answered(this);
    answer(log.tail());
  }

  @Override
  public void refuse(Unavailable why) {
    answer(why);
  }

  private void answer(Logs.Found found) {
    caller.execute(() -> then.accept(found));
  }
}
