package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.InboxPreferences;
import dev.belfry.protocol.InboxPreferences.Wish;
import dev.belfry.protocol.ItemChange;
import dev.belfry.protocol.ItemFlags;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pushes of an inbox as lines.
final class InboxLines {
  private InboxLines() {}

  static String notification(Item item, Optional<Ulid> replaces) {
    return ServerFrames.write(
        new Push.Notification(InboxFrames.item(item), replaces.map(Ulid::toString).orElse(null)));
  }

  /// What changed, perhaps nothing but the counts.
  static String inbox(
      InboxVersion version,
      InboxCounts counts,
      Optional<List<GroupCount>> groups,
      List<ItemChange> changes) {
    return ServerFrames.write(
        new Push.Inbox(
            version.toString(),
            InboxFrames.numbers(counts),
            groups.map(all -> all.stream().map(InboxFrames::group).toList()).orElse(null),
            changes));
  }

  static String reset(InboxPage page) {
    return ServerFrames.write(new Push.InboxReset(page));
  }

  static ItemChange removed(List<Ulid> ids) {
    return new ItemChange.Removed(texts(ids));
  }

  static ItemChange unfollowed(ChannelName feed) {
    return new ItemChange.Unfollowed(feed.text());
  }

  static ItemChange marked(InboxChange.Marked marked) {
    return marked.kind() == Mark.Kind.DELETED
        ? removed(marked.ids())
        : new ItemChange.Marked(texts(marked.ids()), flags(marked.kind()));
  }

  static ItemChange markedAll(InboxChange.MarkedAll marked) {
    return new ItemChange.MarkedAll(
        InboxFrames.selection(marked.target().filter()),
        InboxFrames.place(marked.target().through()),
        flags(marked.kind()));
  }

  static ItemChange preferred(Map<String, Preference> changed) {
    Map<String, Wish> wishes = new HashMap<>();
    changed.forEach(
        (category, wanted) -> wishes.put(category, new Wish(wanted.inbox(), wanted.push(), false)));
    return new ItemChange.Preferred(new InboxPreferences(wishes));
  }

  private static ItemFlags flags(Mark.Kind kind) {
    return switch (kind) {
      case SEEN -> new ItemFlags(true, null, null, null);
      case READ -> new ItemFlags(true, true, null, null);
      case UNREAD -> new ItemFlags(null, false, null, null);
      case ARCHIVED -> new ItemFlags(true, null, true, null);
      case UNARCHIVED -> new ItemFlags(null, null, false, null);
      case DELETED -> new ItemFlags(null, null, null, true);
    };
  }

  private static List<String> texts(List<Ulid> ids) {
    return ids.stream().map(Ulid::toString).toList();
  }
}
