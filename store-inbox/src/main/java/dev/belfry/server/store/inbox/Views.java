package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.InboxCounts;
import dev.belfry.server.inbox.InboxVersion;
import dev.belfry.server.inbox.InboxView;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.ItemPlace;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.inbox.view.UserInbox;
import dev.belfry.server.inbox.view.UserInbox.Found;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is answered of an inbox.
final class Views {
  private static final ItemPlace NEWEST = new ItemPlace(Long.MAX_VALUE, Ulid.MAX);

  private Views() {}

  static InboxView view(UserSnapshot snapshot, ViewQuery query) throws SQLException {
    UserInbox inbox = snapshot.inbox();
    InboxVersion version = snapshot.version();
    InboxCounts counts = inbox.counts(ItemFilter.INBOX);
    if (query.version().isPresent() && query.version().get().equals(version.toString())) {
      return new InboxView(version, true, List.of(), List.of(), Optional.empty(), counts);
    }
    UserInbox.Page page = inbox.page(query);
    List<Found> entries = page.entries();
    Optional<ItemPlace> next =
        page.more() && !entries.isEmpty() ? Optional.of(entries.getLast().at()) : Optional.empty();
    return new InboxView(version, false, items(snapshot, entries), page.groups(), next, counts);
  }

  private static List<Item> items(UserSnapshot snapshot, List<Found> found) throws SQLException {
    Map<Long, Note> notes = snapshot.notes(found.stream().map(Found::notification).toList());
    List<Item> items = new ArrayList<>();
    for (Found each : found) {
      Note note = notes.get(each.notification());
      if (note == null) {
        throw new SQLException("an entry has no notification");
      }
      items.add(
          new Item(
              note.id(),
              each.view().feed(),
              note.notification(),
              each.at().atMicros(),
              note.expiresMillis(),
              each.seen(),
              each.read(),
              each.archived()));
    }
    return items;
  }

  static Optional<Item> item(UserSnapshot snapshot, Ulid id) throws SQLException {
    Optional<Found> found = snapshot.find(id);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(items(snapshot, List.of(found.get())).getFirst());
  }

  /// All items of some categories, hidden ones too.
  static List<UserInbox.Chosen> ofCategories(UserSnapshot snapshot, Set<String> categories) {
    List<UserInbox.Chosen> chosen = new ArrayList<>();
    UserInbox all = snapshot.whole();
    for (String category : categories) {
      for (ItemFilter.State state : List.of(ItemFilter.State.INBOX, ItemFilter.State.ARCHIVED)) {
        ItemFilter filter =
            new ItemFilter(
                state, Optional.of(category), Optional.empty(), Optional.empty(), Optional.empty());
        chosen.addAll(all.chosen(filter, NEWEST));
      }
    }
    return chosen;
  }
}
