package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// The memory logs as the durable store sees them: where it publishes what was scheduled for a
/// channel that is in memory now.
record HandedOver(Logs memory, Appointments appointments, Fault fault) implements Logs {
  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    if (fault.dropsWhatIsHandedOver()) {
      return;
    }
    memory.append(
        channel,
        draft,
        caller,
        outcome -> {
          Violation.unless(
              Breach.REFUSED,
              outcome instanceof AppendOutcome.Appended,
              channel + ": handed over, " + outcome);
          appointments.handedOver(Truth.textOf(draft.data()));
          then.accept(outcome);
        });
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    memory.register(channel, listener);
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    memory.unregister(channel, listener);
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    memory.find(channel, caller, then);
  }
}
