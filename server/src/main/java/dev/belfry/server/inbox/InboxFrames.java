package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxGroup;
import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.InboxMarked;
import dev.belfry.protocol.InboxNumbers;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.InboxPlace;
import dev.belfry.protocol.InboxSelection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// What an inbox has, as it stands on the wire.
public final class InboxFrames {
  private InboxFrames() {}

  public static InboxPage page(InboxView view) {
    List<InboxGroup> groups = view.groups().stream().map(InboxFrames::group).toList();
    return new InboxPage(
        view.version().toString(),
        view.same(),
        view.items().stream().map(InboxFrames::item).toList(),
        groups,
        view.next().map(InboxRequests::cursor).orElse(null),
        numbers(view.counts()));
  }

  static InboxGroup group(GroupCount group) {
    return new InboxGroup(group.feed().text(), group.group(), group.count(), group.unread());
  }

  static InboxItem item(Item item) {
    return new InboxItem(
        item.id().toString(),
        item.feed().text(),
        item.notification().fields(),
        time(item.atMicros()),
        item.expiresMillis() == Long.MAX_VALUE ? null : Instant.ofEpochMilli(item.expiresMillis()),
        item.seen(),
        item.read(),
        item.archived());
  }

  public static InboxNumbers numbers(InboxCounts counts) {
    return new InboxNumbers(counts.unread(), counts.unseen());
  }

  /// The answer to a mark.
  ///
  /// @param version that the client goes on from
  public static InboxMarked marked(InboxVersion version, MarkOutcome outcome) {
    return new InboxMarked(
        version.toString(),
        numbers(outcome.counts()),
        outcome.unknown().stream().map(Object::toString).toList());
  }

  static InboxSelection selection(ItemFilter filter) {
    return new InboxSelection(
        filter.state() == ItemFilter.State.INBOX
            ? null
            : filter.state().name().toLowerCase(Locale.ROOT),
        filter.category().orElse(null),
        filter.tag().orElse(null),
        filter.feed().map(Object::toString).orElse(null),
        filter.group().orElse(null));
  }

  static InboxPlace place(ItemPlace place) {
    return new InboxPlace(time(place.atMicros()), place.id().toString());
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
