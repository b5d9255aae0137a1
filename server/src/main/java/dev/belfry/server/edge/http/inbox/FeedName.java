package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.request.Checked;
import java.util.Optional;

/// The name of a feed that can be followed.
final class FeedName {
  private FeedName() {}

  /// Reads a name; those that begin with `@` belong to users and to the server.
  static Checked<ChannelName> parse(String text) {
    Optional<ChannelName> name = ChannelName.parse(text);
    if (name.isEmpty()) {
      return Checked.malformed(ChannelName.FORM);
    }
    return name.get().reserved()
        ? Checked.malformed("names that begin with @ are the server's: no one can follow them")
        : Checked.good(name.get());
  }
}
