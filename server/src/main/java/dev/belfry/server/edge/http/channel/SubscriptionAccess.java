package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Whether a client may read channels, and begin what lasts.
///
/// @param stopping whether the server is about to stop: then no stream or WebSocket begins
public record SubscriptionAccess(ChannelPolicies policies, BooleanSupplier stopping) {
  /// Passes the channels on if anyone may read all of them.
  public Checked<List<ChannelName>> checkPolicies(List<ChannelName> channels) {
    for (ChannelName name : channels) {
      if (!policies.anyoneMaySubscribe(name)) {
        return Checked.bad(Problem.forbidden("no grant to subscribe to " + name));
      }
    }
    return Checked.good(channels);
  }

  /// Passes the channel on if anyone may read it.
  public Checked<ChannelName> checkPolicy(ChannelName channel) {
    return checkPolicies(List.of(channel)).map(List::getFirst);
  }

  /// Passes a value on if a stream or a WebSocket may begin now.
  public <T> Checked<T> checkNotStopping(T value) {
    return stopping.getAsBoolean()
        ? Checked.bad(Problem.unavailable("the server is about to stop"))
        : Checked.good(value);
  }
}
