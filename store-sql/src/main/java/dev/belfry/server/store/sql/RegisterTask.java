package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.Tail;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Registers a listener. For a channel that is in memory this needs no database.
record RegisterTask(ChannelName channel, HeadListener listener) implements WriterTask.Question {
  @Override
  public void perform(CommitGroup group) throws SQLException {
    register(group.state(), group.load(channel));
  }

  @Override
  public void performWithoutDatabase(WriterState state, Unavailable why) {
    @Nullable SqlLog known = state.channels().known(channel);
    if (known == null) {
      WriterTask.Question.super.performWithoutDatabase(state, why);
    } else {
      register(state, known);
    }
  }

  private void register(WriterState state, SqlLog log) {
    state.queue().answered(this);
    Tail tail = log.tail();
    tail.listeners().add(listener);
    state.channels().count(log);
    long head = tail.head();
    listener.loop().execute(() -> listener.registered(tail, head));
  }

  /// At once where the caller is the listener's loop: then nothing is left to be taken back.
  @Override
  public void refuse(Unavailable why) {
    Loop loop = listener.loop();
    if (loop.inLoop()) {
      listener.refused(why);
    } else {
      loop.execute(() -> listener.refused(why));
    }
  }
}
