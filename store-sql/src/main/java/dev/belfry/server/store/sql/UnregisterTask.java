package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Unavailable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Takes a listener back: appends may have been held back for its sake alone.
record UnregisterTask(ChannelName channel, HeadListener listener) implements WriterTask {
  @Override
  public void perform(CommitGroup group) throws SQLException {
    @Nullable SqlLog log = unregister(group.state());
    if (log != null) {
      log.releaseHeld(group);
      group.afterCommit(() -> group.state().channels().forgetIfIdle(log));
    }
  }

  @Override
  public void performWithoutDatabase(WriterState state, Unavailable why) {
    var _ = unregister(state);
  }

  /// Returns the channel's log; null where it is not in memory.
  private @Nullable SqlLog unregister(WriterState state) {
    SqlLog log = state.channels().known(channel);
    if (log != null) {
      log.tail().listeners().remove(listener);
      state.channels().count(log);
    }
    return log;
  }
}
