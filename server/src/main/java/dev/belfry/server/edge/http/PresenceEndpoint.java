package dev.belfry.server.edge.http;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.presence.LoopPresence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Answers with who is present in a channel: `{"channel","count","members"?}`, without the members
/// where there are too many or the channel tells only their number.
record PresenceEndpoint(LoopPresence presence, ChannelName channel) implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    presence.read(channel, present -> exchange.respond(Replies.json(200, toJson(present))));
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
