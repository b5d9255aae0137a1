package dev.belfry.server.inbox;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.InboxGroup;
import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxNumbers;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.InboxPlace;
import dev.belfry.protocol.InboxSelection;
import dev.belfry.protocol.ItemChange;
import dev.belfry.protocol.ItemFlags;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// What a client keeps of an inbox, by the rules of the reference: no more than the text says.
final class ClientStore {
  final Map<String, InboxItem> items = new TreeMap<>();
  String version = "";
  InboxNumbers counts = new InboxNumbers(0, 0);

  /// Of the items that stand for more than one.
  List<InboxGroup> groups = List.of();

  private final boolean grouped;

  /// @param grouped whether it shows each group by its newest item
  ClientStore(boolean grouped) {
    this.grouped = grouped;
  }

  /// Whether a reset told what it shows beside, so that it has to ask anew.
  boolean needsPage;

  /// Whether the page of a reset is of something else that it shows beside.
  boolean beside;

  void page(InboxPage page) {
    if (!page.same()) {
      groups = page.groups();
      items.clear();
      page.items().forEach(item -> items.put(item.id(), item));
      needsPage = false;
    }
    version = page.version();
    counts = page.counts();
  }

  void take(String line) {
    if (!(ServerFrames.read(line, _ -> null)
        instanceof Decoded.Frame<ServerFrame>(ServerFrame frame))) {
      throw new AssertionError(line);
    }
    switch ((Push) frame) {
      case Push.Notification(InboxItem item, String replaces) -> {
        if (grouped && !group(item).isEmpty()) {
          items
              .values()
              .removeIf(other ->
                  other.channel().equals(item.channel()) && group(other).equals(group(item)));
        }
        items.put(item.id(), item);
        if (replaces != null) {
          items.computeIfPresent(
              replaces, (_, old) -> old.channel().equals(item.channel()) ? null : old);
        }
      }
      case Push.Inbox inbox -> {
        inbox.changes().forEach(this::change);
        version = inbox.version();
        counts = inbox.counts();
        groups = inbox.groups() == null ? groups : inbox.groups();
      }
      case Push.InboxReset(InboxPage _) when beside -> needsPage = true;
      case Push.InboxReset(InboxPage page) -> page(page);
      default -> throw new AssertionError(line);
    }
  }

  private void change(ItemChange change) {
    switch (change) {
      case ItemChange.Marked(List<String> ids, ItemFlags set) -> set(ids, set);
      case ItemChange.MarkedAll(InboxSelection of, InboxPlace through, ItemFlags set) ->
          setAll(item -> lets(of, item) && isThrough(item, through), set);
      case ItemChange.Removed(List<String> ids) -> ids.forEach(items::remove);
      case ItemChange.Unfollowed(String feed) ->
          items.values().removeIf(item -> item.channel().equals(feed));
      case ItemChange.Preferred(var changed) ->
          items
              .values()
              .removeIf(item -> {
                var wish = changed.categories().get(node(item).path("category").asString(""));
                return wish != null && Boolean.FALSE.equals(wish.inbox());
              });
    }
  }

  private void set(List<String> ids, ItemFlags set) {
    for (String id : ids) {
      items.computeIfPresent(id, (_, item) -> with(item, set));
    }
  }

  private void setAll(Predicate<InboxItem> which, ItemFlags set) {
    items.replaceAll((_, item) -> which.test(item) ? with(item, set) : item);
    if (Boolean.TRUE.equals(set.deleted())) {
      items.values().removeIf(which);
    }
  }

  private static InboxItem with(InboxItem item, ItemFlags set) {
    return new InboxItem(
        item.id(),
        item.channel(),
        item.fields(),
        item.createdAt(),
        item.expiresAt(),
        set.seen() == null ? item.seen() : set.seen(),
        set.read() == null ? item.read() : set.read(),
        set.archived() == null ? item.archived() : set.archived());
  }

  /// The client's own mark was answered.
  void marked(InboxMark mark, List<String> unknown) {
    switch (mark.target()) {
      case InboxMark.Target.Ids(List<String> ids) -> {
        List<String> known = ids.stream().filter(id -> !unknown.contains(id)).toList();
        switch (mark.as()) {
          case DELETED, SNOOZED -> known.forEach(items::remove);
          case UNSNOOZED -> {}
          default -> set(known, flags(mark));
        }
      }
      case InboxMark.Target.All(InboxSelection of, InboxPlace through) ->
          setAll(item -> lets(of, item) && isThrough(item, through), flags(mark));
    }
  }

  private static ItemFlags flags(InboxMark mark) {
    return switch (mark.as()) {
      case SEEN -> new ItemFlags(true, null, null, null);
      case READ -> new ItemFlags(true, true, null, null);
      case UNREAD -> new ItemFlags(null, false, null, null);
      case ARCHIVED -> new ItemFlags(true, null, true, null);
      case UNARCHIVED -> new ItemFlags(null, null, false, null);
      case DELETED -> new ItemFlags(null, null, null, true);
      case SNOOZED, UNSNOOZED -> throw new IllegalArgumentException("no flags");
    };
  }

  private static boolean isThrough(InboxItem item, InboxPlace through) {
    return Comparator.comparing(InboxPlace::at)
            .thenComparing(InboxPlace::id)
            .compare(new InboxPlace(item.createdAt(), item.id()), through)
        <= 0;
  }

  private static boolean lets(InboxSelection of, InboxItem item) {
    JsonNode fields = node(item);
    boolean state =
        switch (of.state() == null ? "inbox" : of.state()) {
          case "inbox" -> !item.archived();
          case "unread" -> !item.archived() && !item.read();
          case "unseen" -> !item.archived() && !item.seen();
          case "read" -> !item.archived() && item.read();
          default -> item.archived();
        };
    return state
        && (of.category() == null || fields.path("category").asString("").equals(of.category()))
        && (of.channel() == null || item.channel().equals(of.channel()));
  }

  private static String group(InboxItem item) {
    return node(item).path("group").asString("");
  }

  private static JsonNode node(InboxItem item) {
    return new JsonText(item.fields().text()).toNode();
  }

  /// What it shows: newest first, without the archive.
  List<InboxItem> shown() {
    return items.values().stream()
        .filter(item -> !item.archived())
        .sorted(Comparator.comparing(InboxItem::createdAt).thenComparing(InboxItem::id).reversed())
        .toList();
  }

  /// The newest item that it has.
  InboxPlace newest() {
    List<InboxItem> all = shown();
    return new InboxPlace(all.getFirst().createdAt(), all.getFirst().id());
  }
}
