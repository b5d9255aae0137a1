package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// A message that a client waits to have appended.
record PendingAppend(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
  private static final int OVERHEAD_BYTES = 600;

  /// What it costs while it waits: itself, what the engine's client makes of it, the data twice.
  long costBytes() {
    return costOf(draft);
  }

  /// What a draft costs while it waits for the engine.
  static long costOf(Draft draft) {
    return OVERHEAD_BYTES + 2L * draft.data().length;
  }

  void answer(AppendOutcome outcome) {
    caller.execute(() -> then.accept(outcome));
  }
}
