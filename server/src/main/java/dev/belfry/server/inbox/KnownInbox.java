package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ItemChange;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A user's inbox as its sessions have been told of it. It goes on with each event; one that does
/// not follow on what is known makes all of it unknown.
///
/// The counts may be newer than the rest, since they are read while events are on their way: what
/// they have already is not added to them.
final class KnownInbox {
  /// What has to be done after an event.
  enum Step {
    /// Nothing but to tell of it.
    TELL,
    /// The counts have to be read.
    COUNT,
    /// All has to be read.
    ANEW
  }

  private static final int CHANGE_BYTES = 256;

  private final UserId user;
  private final Map<ChannelName, FeedState> feeds;
  private final Set<String> hidden;
  private InboxVersion version;
  private Standing counted;

  /// What was added to the counts while they are read.
  private final List<Addition> since = new ArrayList<>(0);

  /// What was marked since nothing was on its way.
  private final EarlyMarks marks = new EarlyMarks();

  /// What came into the own feed and is not in what was counted.
  private long ownAdded;

  /// Whether an item of a group may have fallen out of a window.
  private boolean groupFell;

  private boolean counting;
  private InboxCounts counts;

  /// A new entry of a feed.
  ///
  /// @param at its place in a shared feed; the revision, where it is in the user's own
  /// @param shown whether it is in the inbox
  private record Addition(ChannelName feed, long at, boolean shown) {}

  KnownInbox(UserId user, Standing standing) {
    this.user = user;
    this.feeds = new HashMap<>(standing.feeds());
    this.hidden = new HashSet<>(standing.hidden());
    this.version = standing.version();
    this.counted = standing;
    this.counts = standing.counts();
  }

  InboxVersion version() {
    return version;
  }

  InboxCounts counts() {
    return counts;
  }

  Set<ChannelName> feeds() {
    return Set.copyOf(feeds.keySet());
  }

  /// The counts are about to be read.
  void counting() {
    since.clear();
    counting = true;
  }

  /// The counts were read. What has come while they were, and is not in them, is added again.
  /// Returns false where they have to be read once more.
  boolean counted(Standing standing) {
    counting = false;
    counted = standing;
    if (standing.version().revision() >= version.revision() && !isBehind(standing)) {
      marks.clear();
    }
    counts = standing.counts();
    ownAdded = 0;
    boolean exact = true;
    for (Addition one : since) {
      exact &= count(one);
    }
    since.clear();
    return exact;
  }

  /// Whether an item of a group may have fallen out of a window since this was asked last.
  boolean groupFell() {
    boolean fell = groupFell;
    groupFell = false;
    return fell;
  }

  /// Whether there is something in what was read of which no event has come.
  boolean isBehind(Standing standing) {
    return standing.version().revision() > version.revision()
        || standing.feeds().entrySet().stream()
            .anyMatch(feed -> isBefore(feeds.get(feed.getKey()), feed.getValue()));
  }

  /// A feed that is not known was followed, of which its event tells, or has left meanwhile.
  private static boolean isBefore(@Nullable FeedState known, FeedState other) {
    return known != null && (known.head() < other.head() || known.changes() < other.changes());
  }

  /// Takes an event.
  ///
  /// @param told takes what has to be told of it
  Step take(InboxEvent event, List<InboxPart> told) {
    return switch (event) {
      case InboxEvent.Appended appended -> appended(appended, told);
      case InboxEvent.Removed(
              ChannelName feed,
              List<Ulid> ids,
              FeedState before,
              FeedState after) ->
          switch (moved(feed, before, after)) {
            case FOLLOWS -> {
              told.add(change(InboxLines.removed(ids), InboxPart.SHARED));
              yield Step.COUNT;
            }
            case OLD -> Step.TELL;
            case SKIPS -> Step.ANEW;
          };
      case InboxEvent.Changed changed -> changed(changed, told);
    };
  }

  /// How an event stands to what is known.
  private enum Move {
    FOLLOWS,
    OLD,
    SKIPS
  }

  private Move moved(ChannelName feed, FeedState before, FeedState after) {
    FeedState known = feeds.get(feed);
    if (known == null || (after.head() <= known.head() && after.changes() <= known.changes())) {
      return Move.OLD;
    }
    if (!known.equals(before)) {
      return Move.SKIPS;
    }
    feeds.put(feed, after);
    version = version.moved(feed, before, after);
    return Move.FOLLOWS;
  }

  private Step appended(InboxEvent.Appended event, List<InboxPart> told) {
    ChannelName feed = event.item.feed();
    return switch (moved(feed, event.before, event.after)) {
      case OLD -> Step.TELL;
      case SKIPS -> Step.ANEW;
      case FOLLOWS -> {
        boolean shown = !event.except.contains(user) && isShown(event.item);
        if (shown && marks.has(event.item)) {
          yield Step.ANEW; // it is no more as its feed tells of it
        }
        if (shown) {
          told.add(new InboxPart.Notification(event.line()));
        } else if (event.replaces.isPresent()) {
          yield Step.ANEW; // what it replaces has gone, unless it came back into the own feed
        }
        if (!event.plain()) {
          yield Step.COUNT;
        }
        yield add(new Addition(feed, event.after.head(), shown));
      }
    };
  }

  private boolean isShown(Item item) {
    return !hidden.contains(item.notification().category());
  }

  private Step add(Addition one) {
    if (counting) {
      since.add(one);
    }
    return count(one) ? Step.TELL : Step.COUNT;
  }

  /// Counts an entry that is not in the counts yet. With each entry one may fall out of the window;
  /// false where that may have been counted. Of those that count as most, one goes and one comes.
  private boolean count(Addition one) {
    long through = countedThrough(one.feed());
    if (one.at() <= through) {
      groupFell = true; // how much room there was before it, nobody knows any more
      return true;
    }
    long entries = one.feed().equals(user.channel()) ? ++ownAdded : one.at() - through;
    FeedRoom room = counted.rooms().getOrDefault(one.feed(), FeedRoom.NONE);
    groupFell |= entries > room.grouped();
    boolean exact =
        (entries <= room.unread() || (one.shown() && counts.unread() == InboxCounts.MOST))
            && (entries <= room.unseen() || (one.shown() && counts.unseen() == InboxCounts.MOST));
    if (one.shown()) {
      counts =
          new InboxCounts(
              Math.min(counts.unread() + 1, InboxCounts.MOST),
              Math.min(counts.unseen() + 1, InboxCounts.MOST));
    }
    return exact;
  }

  private long countedThrough(ChannelName feed) {
    if (feed.equals(user.channel())) {
      return counted.version().revision();
    }
    FeedState read = counted.feeds().get(feed);
    return read == null ? 0 : read.head();
  }

  private Step changed(InboxEvent.Changed event, List<InboxPart> told) {
    long revision = event.revision();
    if (revision <= version.revision()) {
      return Step.TELL;
    }
    if (revision != version.revision() + 1 || event.change().isEmpty()) {
      return Step.ANEW;
    }
    version = version.revised(revision);
    if (!marks.add(event.change().get())) {
      return Step.ANEW;
    }
    return switch (event.change().get()) {
      case InboxChange.Added(Item item, Optional<Ulid> replaces) ->
          added(item, replaces, revision, told);
      case InboxChange.Marked marked -> tell(InboxLines.marked(marked), revision, told);
      case InboxChange.MarkedAll marked -> tell(InboxLines.markedAll(marked), revision, told);
      case InboxChange.Removed(List<Ulid> ids) -> tell(InboxLines.removed(ids), revision, told);
      case InboxChange.Followed _ -> Step.ANEW;
      case InboxChange.Unfollowed(ChannelName feed) -> {
        FeedState state = feeds.remove(feed);
        version = state == null ? version : version.without(feed, state);
        yield tell(InboxLines.unfollowed(feed), revision, told);
      }
      case InboxChange.Preferred(Map<String, Preference> changed) ->
          preferred(changed, revision, told);
    };
  }

  private Step added(Item item, Optional<Ulid> replaces, long revision, List<InboxPart> told) {
    if (isShown(item)) {
      told.add(new InboxPart.Notification(InboxLines.notification(item, replaces)));
    } else if (replaces.isPresent()) {
      return Step.ANEW;
    }
    Step step = add(new Addition(user.channel(), revision, isShown(item)));
    return replaces.isPresent() ? Step.COUNT : step;
  }

  /// Items that come back into the inbox have to be read.
  private Step preferred(Map<String, Preference> changed, long revision, List<InboxPart> told) {
    boolean back = false;
    for (Map.Entry<String, Preference> one : changed.entrySet()) {
      if (one.getValue().inbox()) {
        back |= hidden.remove(one.getKey());
      } else {
        hidden.add(one.getKey());
      }
    }
    return back ? Step.ANEW : tell(InboxLines.preferred(changed), revision, told);
  }

  private static Step tell(ItemChange change, long revision, List<InboxPart> told) {
    told.add(change(change, revision));
    return Step.COUNT;
  }

  private static InboxPart change(ItemChange change, long revision) {
    int ids =
        switch (change) {
          case ItemChange.Marked(List<String> marked, _) -> marked.size();
          case ItemChange.Removed(List<String> removed) -> removed.size();
          case ItemChange.MarkedAll _, ItemChange.Unfollowed _, ItemChange.Preferred _ -> 1;
        };
    return new InboxPart.Change(change, revision, CHANGE_BYTES + Long.SIZE * ids);
  }
}
