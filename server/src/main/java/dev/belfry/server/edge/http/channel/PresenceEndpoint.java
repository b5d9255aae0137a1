package dev.belfry.server.edge.http.channel;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Reply;
import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.presence.LoopPresence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// The answer of who is present in a channel: `{"channel","count","members"?}`, without the members
/// where there are too many or the channel tells only their number.
public record PresenceEndpoint(LoopPresence presence, ChannelName channel) implements Endpoint {
  /// The endpoint of a channel, where the caller may know who is present in it.
  public static Checked<Endpoint> of(
      LoopPresence presence, ChannelPolicies policies, ChannelName channel, Caller caller) {
    return caller
        .check(Action.PRESENCE, channel)
        .then(_ ->
            policies.policyFor(channel).presence().told()
                ? Checked.good(new PresenceEndpoint(presence, channel))
                : Checked.bad(Problem.forbidden("presence is not on for " + channel)));
  }

  @Override
  public void serve(Exchange exchange) {
    presence.read(channel, present -> exchange.respond(Responses.json(200, toJson(present))));
  }

  private byte[] toJson(Reply.Present present) {
    List<PresenceMember> members = present.members();
    String list =
        members == null
            ? ""
            : members.stream()
                .map(PresenceMember::toJson)
                .collect(Collectors.joining(",", ",\"members\":[", "]"));
    String json = "{\"channel\":\"" + channel + "\",\"count\":" + present.count() + list + "}";
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
