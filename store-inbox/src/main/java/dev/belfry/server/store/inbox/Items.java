package dev.belfry.server.store.inbox;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.view.FeedMarks;

/// Entries as users see them.
final class Items {
  private Items() {}

  /// As one sees it who has done nothing with it.
  static Item fresh(ChannelName feed, EntryRow entry, Notification notification) {
    return of(feed, entry, notification, FeedMarks.NONE);
  }

  static Item of(ChannelName feed, EntryRow entry, Notification notification, FeedMarks marks) {
    return new Item(
        entry.id(),
        feed,
        notification,
        entry.atMicros(),
        entry.expiresMillis(),
        marks.seen().contains(entry.place()),
        marks.read().contains(entry.place()),
        marks.archived().contains(entry.place()));
  }
}
