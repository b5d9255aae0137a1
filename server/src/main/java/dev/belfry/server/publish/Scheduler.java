package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.ScheduleReply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Schedule.Cancellation;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Publishes now or later, after the same checks. Has no state; any loop may call it.
public final class Scheduler {
  /// The time of a publish that names none. It is past by any clock, also one that is set back.
  public static final long AT_ONCE = Long.MIN_VALUE;

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
  /// @param atMillis milliseconds since 1970; what is not to come is now, as is `AT_ONCE`
  public void publish(
      ChannelName channel,
      Draft draft,
      long atMillis,
      Loop caller,
      Consumer<ScheduleOutcome> then) {
    if (atMillis > clock.wallMillis()) {
      publishLater(channel, draft, atMillis, caller, then);
      return;
    }
    publisher.publish(
        channel,
        draft,
        caller,
        outcome -> {
          if (atMillis != AT_ONCE && isConflict(outcome)) {
            publishLater(channel, draft, atMillis, caller, then);
          } else {
            then.accept(new ScheduleOutcome.Settled(outcome));
          }
        });
  }

  /// Whether the idempotency key is taken. Where a time was given and is past, it may be so by this
  /// very message, sent before and about to appear; then the schedule has the answer to both.
  private static boolean isConflict(PublishOutcome outcome) {
    return outcome instanceof PublishOutcome.Refused(ErrorCode code, _)
        && code == ErrorCode.CONFLICT;
  }

  private void publishLater(
      ChannelName channel,
      Draft draft,
      long atMillis,
      Loop caller,
      Consumer<ScheduleOutcome> then) {
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

  private ScheduleOutcome answer(ChannelName channel, Schedule.Outcome outcome) {
    return switch (outcome) {
      case Schedule.Outcome.Kept(Ulid id, long atMillis) ->
          new ScheduleOutcome.Scheduled(
              new ScheduleReply(
                  id.toString(),
                  channel.text(),
                  Instant.ofEpochMilli(atMillis),
                  publisher.durable(channel)));
      case Schedule.Outcome.NotKept(var why) ->
          new ScheduleOutcome.Settled(publisher.answer(channel, why));
    };
  }
}
