package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Events as lines, for tests.
public final class RecordedEvents implements InboxEvents {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /// What was heard, in its order.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void appended(
      Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after) {
    lines.add(
        "%s +%s except %s replaces %s %s -> %s"
            .formatted(
                item.feed(),
                item.id(),
                except,
                replaces.map(Ulid::toString).orElse("nothing"),
                text(before),
                text(after)));
  }

  @Override
  public void removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after) {
    lines.add("%s -%s %s -> %s".formatted(feed, ids, text(before), text(after)));
  }

  @Override
  public void changed(UserId user, long revision, Optional<InboxChange> change) {
    String what =
        change
            .map(one ->
                switch (one) {
                  case InboxChange.Added(Item item, Optional<Ulid> _) -> "added " + item.id();
                  case InboxChange.Marked(List<Ulid> ids, Mark.Kind kind) -> kind + " " + ids;
                  case InboxChange.MarkedAll all -> "all " + all.kind();
                  case InboxChange.Removed(List<Ulid> ids) -> "removed " + ids;
                  case InboxChange.Followed(ChannelName feed) -> "follows " + feed;
                  case InboxChange.Unfollowed(ChannelName feed) -> "left " + feed;
                  case InboxChange.Preferred preferred -> "prefers " + preferred.changed();
                })
            .orElse("something");
    lines.add(user + " " + what);
  }

  @Override
  public void doubtful() {
    lines.add("doubtful");
  }

  private static String text(FeedState state) {
    return state.head() + "/" + state.changes();
  }
}
