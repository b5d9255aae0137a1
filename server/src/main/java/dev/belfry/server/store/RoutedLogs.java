package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Sends each channel to the store that its policy asks for.
public record RoutedLogs(ChannelPolicies policies, Logs memory, Logs durable) implements Logs {
  private Logs of(ChannelName channel) {
    return policies.policyFor(channel).durable() ? durable : memory;
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    of(channel).append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    of(channel).register(channel, listener);
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    of(channel).unregister(channel, listener);
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    of(channel).find(channel, caller, then);
  }

  @Override
  public void ready(Loop caller, Consumer<Boolean> then) {
    memory.ready(
        caller,
        ready -> {
          if (ready) {
            durable.ready(caller, then);
          } else {
            then.accept(false);
          }
        });
  }
}
