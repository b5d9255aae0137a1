package dev.belfry.server.edge.sse;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.dispatch.ResponsePolicy;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Dialect;
import dev.belfry.server.session.FixedSession;
import io.netty.channel.Channel;
import java.util.List;
import java.util.function.Function;

/// The switch to an event stream, which lasts until one side closes.
///
/// @param channels that the client hears
/// @param since where to begin, one for each channel
/// @param dialect by how the text lies in the response
record EventStreamSwitch(
    EventStreamContext context,
    ClientIdentity client,
    List<ChannelName> channels,
    List<Since> since,
    Function<StreamFraming, Dialect> dialect)
    implements ProtocolSwitch {
  EventStreamSwitch {
    channels = List.copyOf(channels);
    since = List.copyOf(since);
  }

  @Override
  public void begin(ProtocolUpgrade upgrade) {
    Channel channel = upgrade.channel();
    ResponsePolicy policy = upgrade.policy();
    StreamFraming framing = upgrade.framing();
    EventStreamConnection connection =
        new EventStreamConnection(
            context.sockets(),
            channel,
            framing,
            reason -> upgrade.encode(policy.refusal(problem(reason))));
    FixedSession session =
        new FixedSession(context.sessions(), connection, dialect.apply(framing), client);
    connection.serve(session, upgrade.encode(policy.describe(EventStreamResponse.head(framing))));
    upgrade.replaceWith(connection);
    channel.config().setAutoRead(true);
    session.listen(channels, since);
  }

  static Problem problem(CloseReason reason) {
    return reason.code() == CloseCode.CONNECTION_LIMIT
        ? Problem.rateLimited(reason.text())
        : Problem.unavailable(reason.text());
  }
}
