package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// What the writer is asked to do.
sealed interface Work {
  record Append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then)
      implements Work {
    void answer(AppendOutcome outcome) {
      caller.execute(() -> then.accept(outcome));
    }
  }

  record Register(ChannelName channel, HeadListener listener) implements Work {}

  record Unregister(ChannelName channel, HeadListener listener) implements Work {}

  record Find(ChannelName channel, Loop caller, Consumer<ChannelLog> then) implements Work {}

  /// Loops have read on: appends that were held back for their sake may go ahead.
  record LetGo(SqlLog log) implements Work {}

  /// Trims what is overdue and looks after the database; comes again and again.
  record Sweep(Runnable taken) implements Work {}
}
