package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Negotiation;
import dev.belfry.server.edge.http.request.Query;
import dev.belfry.server.edge.http.request.Representation;
import dev.belfry.server.edge.http.request.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;

/// A request to a channel, before it is known which protocol takes it.
///
/// @param channel that of the path
public record ChannelRequest(RequestHead head, ChannelName channel) {
  /// The parameter of the query that names the channels of one request.
  public static final String CHANNEL = "channel";

  /// The parameter of the query that says where to begin.
  public static final String SINCE = "since";

  public Query query() {
    return head.target().query();
  }

  public boolean isPost() {
    return head.request().method().equals(HttpMethod.POST);
  }

  public boolean isHead() {
    return head.request().method().equals(HttpMethod.HEAD);
  }

  /// Whether the client wants to read, and no WebSocket.
  public boolean isGet() {
    return !isPost() && !head.isUpgrade();
  }

  /// Whether the client wants to read, and this representation.
  public boolean isGet(Representation wanted) {
    return isGet()
        && wanted
            == Negotiation.choose(head.request().headers().getAll(HttpHeaderNames.ACCEPT), query());
  }

  /// Whether the path is that of all channels, which those of the query combine at.
  public boolean atRoot() {
    return head.target().path().equals(ChannelPaths.ROOT);
  }

  /// Passes the request on if it is about the channel of its path alone.
  public Checked<ChannelRequest> oneChannel() {
    return query().has(CHANNEL)
        ? Checked.malformed("several channels at once are for event streams only")
        : Checked.good(this);
  }
}
