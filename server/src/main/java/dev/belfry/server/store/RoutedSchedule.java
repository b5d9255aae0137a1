package dev.belfry.server.store;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The schedules of all stores: what is to appear later in a channel is kept by the store that the
/// channel's policy names.
public final class RoutedSchedule implements Schedule {
  private final Routes<Schedule> routes;

  public RoutedSchedule(
      ChannelPolicies policies, Map<ChannelPolicy.Store, ? extends Schedule> stores) {
    this.routes = new Routes<>(policies, stores);
  }

  @Override
  public void schedule(Entry entry, Loop caller, Consumer<Outcome> then) {
    routes.of(entry.channel()).schedule(entry, caller, then);
  }

  /// The id does not tell the store, so one is asked after the other, until one has the message.
  /// One that can't tell leaves it open whether any has it.
  @Override
  public void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then) {
    cancel(id, guard, routes.all(), Cancellation.UNKNOWN, caller, then);
  }

  private static void cancel(
      Ulid id,
      CancelGuard guard,
      List<Schedule> stores,
      Cancellation otherwise,
      Loop caller,
      Consumer<Cancellation> then) {
    if (stores.isEmpty()) {
      then.accept(otherwise);
      return;
    }
    List<Schedule> others = stores.subList(1, stores.size());
    stores
        .getFirst()
        .cancel(
            id,
            guard,
            caller,
            outcome -> {
              switch (outcome) {
                case DONE, REFUSED -> then.accept(outcome);
                case UNKNOWN -> cancel(id, guard, others, otherwise, caller, then);
                case UNAVAILABLE -> cancel(id, guard, others, outcome, caller, then);
              }
            });
  }
}
