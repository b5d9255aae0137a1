package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.runtime.Tracing.Trace;
import java.util.List;

/// A WebSocket in raw mode, or an event loop's end of one: what its client sends is published to
/// its one channel, and what that channel carries comes back. Stays on the loop from end to end.
public final class RawSession extends FixedSession implements TextListener {
  private final ChannelName channel;
  private final FlowControl flow;

  public RawSession(
      SessionContext context,
      Outlet outlet,
      Dialect dialect,
      ClientIdentity client,
      ChannelName channel) {
    super(context, outlet, dialect, client);
    this.channel = channel;
    this.flow = new FlowControl(context, outlet, identity()::client, () -> {});
  }

  /// Begins to listen.
  public void open(Since since) {
    listen(List.of(channel), List.of(since));
  }

  @Override
  public void onText(byte[] utf8) {
    if (utf8.length == 0 || ended()) {
      return; // an empty frame is nothing
    }
    if (!flow.begin(utf8)) {
      close(new CloseReason(CloseCode.UNAVAILABLE, FlowControl.TOO_MUCH));
      return;
    }
    Trace trace = context().publishing(null);
    Draft draft =
        Draft.of(utf8, Message.Kind.TEXT, ensureSessionId())
            .followedBy(trace.append(channel.text()));
    context()
        .publisher()
        .publish(
            identity().principal(),
            channel,
            draft,
            loop(),
            outcome -> answered(draft, trace, outcome));
    flow.sent();
  }

  private void answered(Draft draft, Trace trace, PublishOutcome outcome) {
    draft.trace().answered(outcome.word());
    trace.end(outcome.word(), outcome.failed());
    flow.done(draft.data());
    if (outcome instanceof PublishOutcome.Refused(ErrorCode code, String message)) {
      close(new CloseReason(closeCodeOf(code), message));
    }
  }

  private static int closeCodeOf(ErrorCode code) {
    return switch (code) {
      case TOO_LARGE -> CloseCode.TOO_BIG;
      case RATE_LIMITED -> CloseCode.TOO_MANY_REQUESTS;
      case UNAVAILABLE -> CloseCode.UNAVAILABLE;
      case BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, UNKNOWN_CHANNEL, CONFLICT -> CloseCode.FORBIDDEN;
    };
  }
}
