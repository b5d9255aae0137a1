package dev.belfry.server.store;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Sends what is to appear later to the store that its channel's policy asks for.
public record RoutedSchedule(ChannelPolicies policies, Schedule memory, Schedule durable)
    implements Schedule {
  @Override
  public void schedule(
      ChannelName channel, Draft draft, long atMillis, Loop caller, Consumer<Outcome> then) {
    Schedule store = policies.policyFor(channel).durable() ? durable : memory;
    store.schedule(channel, draft, atMillis, caller, then);
  }

  /// The id does not tell the store, so one is asked after the other.
  @Override
  public void cancel(Ulid id, Loop caller, Consumer<Cancellation> then) {
    memory.cancel(
        id,
        caller,
        outcome -> {
          if (outcome == Cancellation.DONE) {
            then.accept(outcome);
          } else {
            durable.cancel(id, caller, then);
          }
        });
  }
}
