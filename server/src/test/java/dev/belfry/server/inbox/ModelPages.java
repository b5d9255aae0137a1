package dev.belfry.server.inbox;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.belfry.server.inbox.ItemFilter.State;
import dev.belfry.server.inbox.ModelState.Entry;
import dev.belfry.server.inbox.ModelState.Mine;
import dev.belfry.server.inbox.ModelState.Person;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How a [ModelInboxes] is read.
final class ModelPages {
  private ModelPages() {}

  static boolean lets(ItemFilter filter, Map.Entry<Entry, Mine> item) {
    Notification notification = item.getKey().sent.request.notification();
    return isIn(filter.state(), item.getValue())
        && filter.category().map(notification.category()::equals).orElse(true)
        && filter.tag().map(notification.tags()::contains).orElse(true)
        && filter.feed().map(item.getKey().feed.name::equals).orElse(true)
        && filter.group().map(notification.group()::equals).orElse(true);
  }

  private static boolean isIn(State state, Mine item) {
    return switch (state) {
      case INBOX -> !item.archived;
      case UNREAD -> !item.archived && !item.read;
      case UNSEEN -> !item.archived && !item.seen;
      case READ -> !item.archived && item.read;
      case ARCHIVED -> item.archived;
    };
  }

  private static Stream<Map.Entry<Entry, Mine>> listed(
      ModelState state, Person person, long nowMillis) {
    return person.visible(nowMillis).filter(state::isListed);
  }

  private static int number(ModelState state, Person person, ItemFilter filter, long nowMillis) {
    return (int)
        listed(state, person, nowMillis)
            .filter(item -> lets(filter, item))
            .limit(InboxCounts.MOST)
            .count();
  }

  static InboxCounts counts(ModelState state, Person person, ItemFilter filter, long nowMillis) {
    return new InboxCounts(
        number(state, person, filter.in(State.UNREAD), nowMillis),
        number(state, person, filter.in(State.UNSEEN), nowMillis));
  }

  static Map<String, InboxCounts> countsByCategory(
      ModelState state, Person person, long nowMillis) {
    Map<String, InboxCounts> counts = new TreeMap<>();
    listed(state, person, nowMillis)
        .map(item -> item.getKey().category())
        .filter(category -> !category.isEmpty())
        .forEach(category -> counts.put(category, counts(state, person, of(category), nowMillis)));
    counts.values().removeIf(InboxCounts.NONE::equals);
    return counts;
  }

  private static ItemFilter of(String category) {
    return new ItemFilter(
        State.INBOX, Optional.of(category), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static InboxView view(ModelState state, Person person, ViewQuery query, long nowMillis) {
    InboxVersion version = state.version(person);
    InboxCounts counts = counts(state, person, ItemFilter.INBOX, nowMillis);
    if (query.version().filter(version.toString()::equals).isPresent()) {
      return new InboxView(version, true, List.of(), List.of(), Optional.empty(), counts);
    }
    List<Map.Entry<Entry, Mine>> all =
        listed(state, person, nowMillis)
            .filter(item -> lets(query.filter(), item))
            .sorted(comparing(item -> item.getKey().place(), reverseOrder()))
            .toList();
    List<Map.Entry<Entry, Mine>> rest =
        (query.grouped() ? newestOfGroups(all) : all)
            .stream()
                .filter(item -> query.after().map(after -> isAfter(item, after)).orElse(true))
                .toList();
    List<Map.Entry<Entry, Mine>> page = rest.stream().limit(query.limit()).toList();
    return new InboxView(
        version,
        false,
        page.stream().map(item -> item.getKey().item(item.getValue())).toList(),
        query.grouped() ? groups(all, page) : List.of(),
        Optional.of(page)
            .filter(some -> !some.isEmpty() && some.size() < rest.size())
            .map(some -> some.getLast().getKey().place()),
        counts);
  }

  private static boolean isAfter(Map.Entry<Entry, Mine> item, ItemPlace after) {
    return item.getKey().place().compareTo(after) < 0;
  }

  private static List<Map.Entry<Entry, Mine>> newestOfGroups(List<Map.Entry<Entry, Mine>> all) {
    Set<List<String>> met = new HashSet<>();
    return all.stream()
        .filter(item -> group(item).isEmpty() || met.add(feedAndGroup(item)))
        .toList();
  }

  private static String group(Map.Entry<Entry, Mine> item) {
    return item.getKey().sent.request.notification().group();
  }

  private static List<String> feedAndGroup(Map.Entry<Entry, Mine> item) {
    return List.of(item.getKey().feed.name.text(), group(item));
  }

  private static List<GroupCount> groups(
      List<Map.Entry<Entry, Mine>> all, List<Map.Entry<Entry, Mine>> page) {
    List<GroupCount> groups = new ArrayList<>();
    for (Map.Entry<Entry, Mine> item : page) {
      List<Map.Entry<Entry, Mine>> members =
          all.stream().filter(other -> feedAndGroup(other).equals(feedAndGroup(item))).toList();
      if (!group(item).isEmpty() && members.size() > 1) {
        long unread = members.stream().filter(member -> !member.getValue().read).count();
        groups.add(
            new GroupCount(
                item.getKey().feed.name,
                group(item),
                Math.min(members.size(), InboxCounts.MOST),
                (int) Math.min(unread, InboxCounts.MOST)));
      }
    }
    return groups;
  }
}
