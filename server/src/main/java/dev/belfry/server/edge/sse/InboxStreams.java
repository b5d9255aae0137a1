package dev.belfry.server.edge.sse;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.channel.Stopping;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.dispatch.ResponsePolicy;
import dev.belfry.server.edge.http.inbox.InboxStreaming;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.inbox.LoopInboxes;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.InboxSession;

/// Event streams of inboxes. One for each loop.
public record InboxStreams(EventStreamContext context, LoopInboxes inboxes, Stopping stopping)
    implements InboxStreaming {
  @Override
  public Checked<Decision> begin(
      RequestHead head, ClientIdentity client, UserId user, ViewQuery query) {
    return head.request().method().name().equals("HEAD")
        ? Checked.good(new Decision.Answer(EventStreamResponse.headOnly(), false))
        : stopping
            .check(new Switch(context, inboxes, client, user, query))
            .map(Decision.Switch::new);
  }

  private record Switch(
      EventStreamContext context,
      LoopInboxes inboxes,
      ClientIdentity client,
      UserId user,
      ViewQuery query)
      implements ProtocolSwitch {
    @Override
    public void begin(ProtocolUpgrade upgrade) {
      ResponsePolicy policy = upgrade.policy();
      StreamFraming framing = upgrade.framing();
      EventStreamConnection connection =
          new EventStreamConnection(
              context.sockets(),
              upgrade.channel(),
              framing,
              reason -> upgrade.encode(policy.refusal(EventStreamSwitch.problem(reason))));
      InboxStreamEncoder encoder = new InboxStreamEncoder(context.allocator(), framing);
      InboxSession session =
          new InboxSession(
              context.sessions(),
              connection,
              EventStreamProtocol.dialect(context, framing),
              client,
              user,
              encoder,
              page -> encoder.first(page, EventStreamProtocol.retryMillis()));
      connection.serve(session, upgrade.encode(policy.describe(EventStreamResponse.head(framing))));
      upgrade.replaceWith(connection);
      upgrade.channel().config().setAutoRead(true);
      session.watch(inboxes, query);
    }
  }
}
