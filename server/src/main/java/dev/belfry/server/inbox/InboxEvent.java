package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An event of the store on its way to a loop.
sealed interface InboxEvent {
  /// What an event costs beside the text of its notification.
  int EVENT_BYTES = 256;

  /// About what it costs to keep it until the loop takes it.
  int bytes();

  /// Something new in a shared feed.
  final class Appended implements InboxEvent {
    final Item item;
    final Set<UserId> except;
    final Optional<Ulid> replaces;
    final FeedState before;
    final FeedState after;

    /// The line of its push, written once for all users of a loop; two loops may both write it.
    private @Nullable String line;

    Appended(
        Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after) {
      this.item = item;
      this.except = except;
      this.replaces = replaces;
      this.before = before;
      this.after = after;
    }

    String line() {
      String known = line;
      if (known == null) {
        known = InboxLines.notification(item, replaces);
        line = known;
      }
      return known;
    }

    /// Whether nothing older was taken out with it.
    boolean plain() {
      return replaces.isEmpty()
          && after.changes() == before.changes()
          && after.head() == before.head() + 1;
    }

    @Override
    public int bytes() {
      return EVENT_BYTES + 2 * item.notification().fields().text().length();
    }
  }

  /// Something of a shared feed is gone.
  record Removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after)
      implements InboxEvent {
    @Override
    public int bytes() {
      return EVENT_BYTES + Long.SIZE * ids.size();
    }
  }

  /// A user's own state has changed.
  record Changed(UserId user, long revision, Optional<InboxChange> change) implements InboxEvent {
    @Override
    public int bytes() {
      return EVENT_BYTES
          + switch (change.orElse(null)) {
            case null -> 0;
            case InboxChange.Added added ->
                2 * added.item().notification().fields().text().length();
            case InboxChange.Marked marked -> Long.SIZE * marked.ids().size();
            case InboxChange.Removed removed -> Long.SIZE * removed.ids().size();
            case InboxChange.Preferred preferred -> EVENT_BYTES * preferred.changed().size();
            case InboxChange.MarkedAll _, InboxChange.Followed _, InboxChange.Unfollowed _ -> 0;
          };
    }
  }
}
