package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Writes down what the stores answer.
///
/// @param memoryEpoch of the channels that are not durable
record WitnessedLogs(Logs logs, DurableStore durable, String memoryEpoch, Clock clock, Truth truth)
    implements ForwardingLogs {
  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    boolean[] answered = {false};
    long sentNanos = clock.nanos();
    logs.append(
        channel,
        draft,
        caller,
        outcome -> {
          Violation.unless(
              Breach.ANSWERED_TWICE, !answered[0], channel + ": an append was answered twice");
          answered[0] = true;
          witness(channel, draft, outcome, sentNanos);
          then.accept(outcome);
        });
  }

  private void witness(ChannelName channel, Draft draft, AppendOutcome outcome, long sentNanos) {
    switch (outcome) {
      case AppendOutcome.Appended kept -> truth.keeps(channel, kept.position(), draft);
      case Unavailable(String why) ->
          Violation.unless(
              Breach.REFUSED,
              Channels.durable(channel) && durable.mayRefuse(sentNanos),
              channel + ": refused though nothing is wrong: " + why);
      case AppendOutcome.Duplicate _, AppendOutcome.Conflict _ -> {}
    }
    String life = Channels.durable(channel) ? durable.epoch() : memoryEpoch;
    truth.answers(channel, life, draft, outcome);
  }
}
