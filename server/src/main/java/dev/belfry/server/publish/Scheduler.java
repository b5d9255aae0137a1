package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.ScheduleReply;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Schedule.Cancellation;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Tracing.AppendTrace;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Publishes now or later, after the same checks. Has no state; any loop may call it.
public final class Scheduler {
  /// The time of a publish that names none. It is past by any clock, also one that is set back.
  public static final long AT_ONCE = Long.MIN_VALUE;

  private final Supplier<Permissions> permissions;
  private final Publisher publisher;
  private final Schedule schedule;
  private final Clock clock;

  /// @param permissions that hold now
  public Scheduler(
      Supplier<Permissions> permissions, Publisher publisher, Schedule schedule, Clock clock) {
    this.permissions = permissions;
    this.publisher = publisher;
    this.schedule = schedule;
    this.clock = clock;
  }

  /// Publishes for a principal when its time has come, if it may. `then` is called once, on
  /// `caller`, perhaps before this returns.
  ///
  /// @param atMillis milliseconds since 1970; what is not to come is now, as is `AT_ONCE`
  public void publish(
      Principal principal,
      ChannelName channel,
      Draft draft,
      long atMillis,
      Loop caller,
      Consumer<ScheduleOutcome> then) {
    if (atMillis > clock.wallMillis()) {
      publishLater(principal, channel, draft, atMillis, caller, then);
      return;
    }
    publisher.publish(
        principal,
        channel,
        draft,
        caller,
        outcome -> {
          if (atMillis != AT_ONCE && isConflict(outcome)) {
            publishLater(principal, channel, draft, atMillis, caller, then);
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
      Principal principal,
      ChannelName channel,
      Draft draft,
      long atMillis,
      Loop caller,
      Consumer<ScheduleOutcome> then) {
    Optional<PublishOutcome.Refused> refusal =
        publisher.refusal(principal, Action.SCHEDULE, channel, draft);
    if (refusal.isPresent()) {
      then.accept(new ScheduleOutcome.Settled(refusal.get()));
      return;
    }
    schedule.schedule(
        new Schedule.Entry(
            channel, draft.followedBy(AppendTrace.NONE), atMillis, principal.author()),
        caller,
        outcome -> then.accept(answer(channel, outcome)));
  }

  /// Takes a message back before its time, if the principal may: to know its id is not enough.
  /// `then` is told on `caller` what came of it.
  public void cancel(Principal principal, Ulid id, Loop caller, Consumer<Cancellation> then) {
    schedule.cancel(
        id,
        (channel, author) -> permissions.get().cancel(principal, channel, author).allowed(),
        caller,
        then);
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
