package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// The memory logs as the durable store sees them: where it publishes what was scheduled for a
/// channel that is in memory now.
///
/// @param logs in memory
record HandedOver(Logs logs, Appointments appointments, Fault fault) implements ForwardingLogs {
  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    if (fault.dropsWhatIsHandedOver()) {
      return;
    }
    logs.append(
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
}
