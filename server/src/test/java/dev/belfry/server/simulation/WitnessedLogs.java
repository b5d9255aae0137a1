package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Sends each channel to its store, and writes down what the stores answer.
///
/// @param life of the server, by the epoch of its memory
record WitnessedLogs(Logs memory, Logs disk, String life, Truth truth) implements Logs {
  private Logs storeOf(ChannelName channel) {
    return Channels.durable(channel) ? disk : memory;
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    boolean durable = Channels.durable(channel);
    boolean[] answered = {false};
    storeOf(channel)
        .append(
            channel,
            draft,
            caller,
            outcome -> {
              Violation.unless(!answered[0], channel + ": an append was answered twice");
              answered[0] = true;
              if (!durable && outcome instanceof AppendOutcome.Appended kept) {
                truth.keeps(channel, kept.position(), draft);
              }
              truth.answers(channel, durable ? Disk.EPOCH : life, draft, outcome);
              then.accept(outcome);
            });
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    storeOf(channel).register(channel, listener);
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    storeOf(channel).unregister(channel, listener);
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    storeOf(channel).find(channel, caller, then);
  }
}
