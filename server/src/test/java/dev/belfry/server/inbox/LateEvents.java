package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Events that somebody else lets through later, in their order, or never.
///
/// @param later takes those of one user
/// @param ofFeeds takes those of shared feeds
record LateEvents(InboxEvents to, Consumer<Runnable> later, Consumer<Runnable> ofFeeds)
    implements InboxEvents {
  @Override
  public void appended(
      Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after) {
    ofFeeds.accept(() -> to.appended(item, except, replaces, before, after));
  }

  @Override
  public void removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after) {
    ofFeeds.accept(() -> to.removed(feed, ids, before, after));
  }

  @Override
  public void doubtful() {
    later.accept(to::doubtful);
  }

  @Override
  public void changed(UserId user, long revision, Optional<InboxChange> change) {
    later.accept(() -> to.changed(user, revision, change));
  }
}
