package dev.belfry.server.inbox;

import dev.belfry.server.channel.ChannelName;
import java.util.Optional;

/// Which items of an inbox are meant.
public record ItemFilter(
    State state,
    Optional<String> category,
    Optional<String> tag,
    Optional<ChannelName> feed,
    Optional<String> group) {
  /// All that is not archived.
  public static final ItemFilter INBOX =
      new ItemFilter(
          State.INBOX, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// Items by what the user did with them.
  public enum State {
    /// Not archived.
    INBOX,
    /// Not archived and not read.
    UNREAD,
    /// Not archived and not seen.
    UNSEEN,
    /// Not archived, but read.
    READ,
    /// Archived.
    ARCHIVED
  }

  /// The same, of another state.
  public ItemFilter in(State other) {
    return new ItemFilter(other, category, tag, feed, group);
  }
}
