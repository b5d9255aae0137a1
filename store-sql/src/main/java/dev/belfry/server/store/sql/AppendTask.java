package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Appends a message, or holds it back while loops have yet to read what was appended before.
record AppendTask(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then)
    implements WriterTask.Bounded {
  @Override
  public int dataBytes() {
    return draft.data().length;
  }

  @Override
  public void perform(CommitGroup group) throws SQLException {
    SqlLog log = group.load(channel);
    if (log.holdsBack()) {
      log.hold(this);
    } else {
      appendTo(log, group);
    }
  }

  /// Appends within a group, and answers once that is committed.
  void appendTo(SqlLog log, CommitGroup group) throws SQLException {
    AppendOutcome outcome = group.append(log, draft);
    draft.trace().appended();
    group.answerLater(this, () -> answer(outcome));
  }

  /// At once where the caller's loop asks: an append that does not wait is not answered later.
  @Override
  public void refuse(Unavailable why) {
    if (caller.inLoop()) {
      then.accept(why);
    } else {
      answer(why);
    }
  }

  private void answer(AppendOutcome outcome) {
    caller.execute(() -> then.accept(outcome));
  }
}
