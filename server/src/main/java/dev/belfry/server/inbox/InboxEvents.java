package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Hears what changes in inboxes, after it was committed, wherever it was done. A hint: where one
/// is lost, states and revisions skip, and whoever sees that reads anew. Called on a thread of the
/// store, in the order of the commits of one feed or user.
public interface InboxEvents {
  /// Something new stands in a shared feed.
  ///
  /// @param item as one sees it who has done nothing with it yet
  /// @param except users who do not get it
  /// @param replaces the item whose place it takes
  /// @param before the state of the feed without it
  /// @param after the state with it
  void appended(
      Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after);

  /// Something in a shared feed was retracted or has expired.
  void removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after);

  /// Events of other nodes may have been lost: whoever goes by them compares what it has with what
  /// it reads.
  default void doubtful() {}

  /// A user's own state has changed.
  ///
  /// @param revision after it; one more than before
  /// @param change what changed; empty where it is not known here
  void changed(UserId user, long revision, Optional<InboxChange> change);
}
