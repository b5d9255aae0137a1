package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Schedule.Cancellation;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.Optional;
import java.util.function.Consumer;

/// Publishes now or later, after the same checks. Has no state; any loop may call it.
public final class Scheduler {
  private final Publisher publisher;
  private final Schedule schedule;
  private final Clock clock;

  public Scheduler(Publisher publisher, Schedule schedule, Clock clock) {
    this.publisher = publisher;
    this.schedule = schedule;
    this.clock = clock;
  }

  /// Publishes for a client from the network when its time has come. `then` is called once, on
  /// `caller`, perhaps before this returns.
  ///
  /// @param atMillis milliseconds since 1970; what is not to come is now
  public void publish(
      ChannelName channel,
      Draft draft,
      long atMillis,
      Loop caller,
      Consumer<ScheduleOutcome> then) {
    if (atMillis <= clock.wallMillis()) {
      publisher.publish(
          channel, draft, caller, outcome -> then.accept(new ScheduleOutcome.Settled(outcome)));
      return;
    }
    Optional<PublishOutcome.Refused> refusal = publisher.refusal(channel, draft);
    if (refusal.isPresent()) {
      then.accept(new ScheduleOutcome.Settled(refusal.get()));
      return;
    }
    schedule.schedule(
        channel, draft, atMillis, caller, outcome -> then.accept(answer(channel, outcome)));
  }

  /// Takes a message back before its time; `then` is told on `caller` what came of it.
  public void cancel(Ulid id, Loop caller, Consumer<Cancellation> then) {
    schedule.cancel(id, caller, then);
  }

  private static ScheduleOutcome answer(ChannelName channel, Schedule.Outcome outcome) {
    return switch (outcome) {
      case Schedule.Outcome.Kept(Ulid id, long atMillis) ->
          new ScheduleOutcome.Scheduled(id.toString(), channel, atMillis);
      case Schedule.Outcome.NotKept(var why) ->
          new ScheduleOutcome.Settled(Publisher.answer(channel, why));
    };
  }
}
