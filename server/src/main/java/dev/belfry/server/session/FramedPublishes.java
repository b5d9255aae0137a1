package dev.belfry.server.session;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Reply;
import dev.belfry.server.log.Draft;
import dev.belfry.server.publish.PublishCommand;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.ScheduleOutcome;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Tracing.Trace;

/// What a framed session publishes, and how much of it is unanswered. Owned by the session's loop.
final class FramedPublishes {
  private final FramedSession session;
  private final Scheduler scheduler;
  private final FlowControl flow;

  /// @param whenNotFull called when more may be taken after `full` was true
  FramedPublishes(FramedSession session, Scheduler scheduler, Runnable whenNotFull) {
    this.session = session;
    this.scheduler = scheduler;
    this.flow =
        new FlowControl(
            session.context(), session.outlet(), session.identity()::client, whenNotFull);
  }

  /// Whether no more should be taken now.
  boolean full() {
    return flow.full();
  }

  /// Stops reading for another reason, or ceases to.
  void holdReading(boolean on) {
    flow.hold(on);
  }

  void publish(long id, Command.Publish publish) {
    long now = session.context().clock().wallMillis();
    Trace trace = session.context().publishing(publish.traceparent());
    switch (PublishCommand.read(publish, now, session.ensureSessionId())) {
      case PublishCommand.Refused(String message) -> {
        trace.end(ErrorCode.BAD_REQUEST.word(), false);
        session.fail(id, ErrorCode.BAD_REQUEST, message);
      }
      case PublishCommand.Good good -> publish(id, good, trace);
    }
  }

  private void publish(long id, PublishCommand.Good good, Trace trace) {
    if (!flow.begin(good.draft().data())) {
      trace.end(ErrorCode.UNAVAILABLE.word(), true);
      session.fail(id, ErrorCode.UNAVAILABLE, FlowControl.TOO_MUCH);
      return;
    }
    Draft draft = good.draft().followedBy(trace.append(good.channel().text()));
    scheduler.publish(
        session.identity().principal(),
        good.channel(),
        draft,
        good.atMillis(),
        session.loop(),
        outcome -> {
          draft.trace().answered(outcome.word());
          trace.end(outcome.word(), outcome.failed());
          answer(id, outcome);
          flow.done(draft.data());
        });
    flow.sent();
  }

  private void answer(long id, ScheduleOutcome outcome) {
    switch (outcome) {
      case ScheduleOutcome.Scheduled(var message) ->
          session.reply(id, new Reply.Scheduled(message));
      case ScheduleOutcome.Settled(PublishOutcome.Accepted(var message)) ->
          session.reply(id, new Reply.Published(message));
      case ScheduleOutcome.Settled(PublishOutcome.Duplicate(var message)) ->
          session.reply(id, new Reply.Published(message));
      case ScheduleOutcome.Settled(PublishOutcome.Refused(ErrorCode code, String message)) ->
          session.fail(id, code, message);
    }
  }
}
