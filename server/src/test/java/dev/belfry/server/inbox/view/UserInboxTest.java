package dev.belfry.server.inbox.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.inbox.GroupCount;
import dev.belfry.server.inbox.InboxCounts;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.ItemPlace;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.ViewQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Pages, counts and choices beside a list of items that is gone through one by one.
class UserInboxTest {
  private static final long NOW = 1_000;
  private static final List<String> CATEGORIES = List.of("", "orders", "news");
  private static final List<String> TAGS = List.of("red", "green", "blue");
  private static final List<String> GROUPS = List.of("", "g1", "g2");

  /// An item as a plain list has it.
  private record Plain(
      ChannelName feed, FeedIndex.Entry entry, boolean seen, boolean read, boolean archived) {
    boolean passes(ItemFilter filter) {
      return filter.category().map(entry.category()::equals).orElse(true)
          && filter.tag().map(entry.tags()::contains).orElse(true)
          && filter.feed().map(feed::equals).orElse(true)
          && filter.group().map(entry.group()::equals).orElse(true)
          && switch (filter.state()) {
            case INBOX -> !archived;
            case UNREAD -> !archived && !read;
            case UNSEEN -> !archived && !seen;
            case READ -> !archived && read;
            case ARCHIVED -> archived;
          };
    }
  }

  /// A user's inbox in both forms.
  private record Case(UserInbox inbox, List<Plain> items) {
    List<Plain> passing(ItemFilter filter) {
      return items.stream().filter(item -> item.passes(filter) && isListed(item)).toList();
    }

    private boolean isListed(Plain item) {
      long micros = item.entry.at().atMicros();
      boolean oldAndRead = item.read && micros < inbox.ages().readBeforeMicros();
      boolean oldAndArchived = item.archived && micros < inbox.ages().archivedBeforeMicros();
      return !oldAndRead && !oldAndArchived;
    }
  }

  @Test
  void pagesAreWhatTheListHas() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Case made = any(random);
      ItemFilter filter = anyFilter(random);
      boolean grouped = random.nextInt(3) == 0;
      int limit = 1 + random.nextInt(10);
      List<Plain> wanted = grouped ? newestOfGroups(made.passing(filter)) : made.passing(filter);
      assertThat(walk(made.inbox, filter, grouped, limit))
          .as("seed %d", seed)
          .containsExactlyElementsOf(wanted.stream().map(item -> item.entry.at()).toList());
    }
  }

  @Test
  void groupsAreCounted() {
    for (int seed = 0; seed < 200; seed++) {
      Case made = any(new Random(seed));
      UserInbox.Page page =
          made.inbox.page(
              new ViewQuery(ItemFilter.INBOX, true, Optional.empty(), 100, Optional.empty()));
      assertThat(page.groups())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(groupsOf(made.passing(ItemFilter.INBOX)));
    }
  }

  @Test
  void countsAreWhatTheListHas() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Case made = any(random);
      ItemFilter filter = anyFilter(random);
      assertThat(made.inbox.counts(filter)).as("seed %d", seed).isEqualTo(counted(made, filter));
      Map<String, InboxCounts> byCategory = made.inbox.countsByCategory();
      for (String category : List.of("orders", "news")) {
        ItemFilter ofCategory = category(category);
        assertThat(byCategory.getOrDefault(category, InboxCounts.NONE))
            .isEqualTo(counted(made, ofCategory));
      }
      assertThat(byCategory).doesNotContainValue(InboxCounts.NONE).doesNotContainKey("");
    }
  }

  @Test
  void whatAMarkOfAllIsForIsWhatTheListHasUpToAPlace() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Case made = any(random);
      ItemFilter filter = anyFilter(random);
      ItemPlace through = new ItemPlace(random.nextInt(200), new Ulid(0, random.nextInt(200)));
      List<ItemPlace> chosen =
          made.inbox.chosen(filter, through).stream()
              .flatMap(part -> part.places().stream().mapToObj(part.view().index()::at))
              .sorted(Comparator.reverseOrder())
              .toList();
      assertThat(chosen)
          .as("seed %d", seed)
          .isEqualTo(
              made.passing(filter).stream()
                  .map(item -> item.entry.at())
                  .filter(place -> place.compareTo(through) <= 0)
                  .toList());
    }
  }

  @Test
  void anEntryIsFoundOnlyWhereItIsInTheInbox() {
    for (int seed = 0; seed < 100; seed++) {
      Case made = any(new Random(seed));
      Set<String> has = new HashSet<>();
      made.items.forEach(item -> has.add(item.feed + " " + item.entry.place()));
      for (FeedView view : made.inbox.feeds()) {
        for (long place = 0; place < 80; place++) {
          assertThat(made.inbox.at(view.feed(), place).isPresent())
              .isEqualTo(has.contains(view.feed() + " " + place));
        }
      }
    }
  }

  @Test
  void countsEndAtAHundred() {
    FeedIndex.Builder index = FeedIndex.builder(0, new FeedState(300, 0));
    for (int place = 1; place <= 300; place++) {
      index.add(
          new FeedIndex.Entry(
              place,
              place,
              new ItemPlace(place, new Ulid(0, place)),
              "",
              List.of(),
              "",
              Long.MAX_VALUE));
    }
    FeedView view = new FeedView(name("news"), index.build(), FeedMarks.NONE);
    assertThat(new UserInbox(List.of(view), Set.of(), NOW, AgeLimits.NONE).counts(ItemFilter.INBOX))
        .isEqualTo(new InboxCounts(100, 100));
  }

  // ---- both forms

  private static Case any(Random random) {
    Set<String> hidden = random.nextInt(3) == 0 ? Set.of("news") : Set.of();
    List<FeedView> views = new ArrayList<>();
    List<Plain> items = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      views.add(anyFeed(random, name("feed" + i), hidden, items));
    }
    items.sort(Comparator.comparing((Plain item) -> item.entry.at()).reversed());
    return new Case(new UserInbox(views, hidden, NOW, anyAges(random)), items);
  }

  private static AgeLimits anyAges(Random random) {
    return random.nextBoolean()
        ? AgeLimits.NONE
        : new AgeLimits(random.nextInt(150), random.nextInt(150));
  }

  private static FeedView anyFeed(
      Random random, ChannelName feed, Set<String> hidden, List<Plain> items) {
    int lost = random.nextInt(20);
    int head = lost + random.nextInt(60);
    FeedIndex.Builder index = FeedIndex.builder(lost, new FeedState(head, 0));
    List<FeedIndex.Entry> entries = new ArrayList<>();
    long micros = 0;
    for (int place = lost + 1; place <= head; place++) {
      micros += 1 + random.nextInt(4);
      if (random.nextInt(5) > 0) {
        FeedIndex.Entry entry = anyEntry(random, place, micros);
        index.add(entry);
        entries.add(entry);
      }
    }
    FeedMarks marks = anyMarks(random, lost, head);
    for (FeedIndex.Entry entry : entries) {
      if (!marks.gone().contains(entry.place())
          && !hidden.contains(entry.category())
          && entry.expiresMillis() > NOW) {
        long place = entry.place();
        items.add(
            new Plain(
                feed,
                entry,
                marks.seen().contains(place),
                marks.read().contains(place),
                marks.archived().contains(place)));
      }
    }
    return new FeedView(feed, index.build(), marks);
  }

  private static FeedIndex.Entry anyEntry(Random random, int place, long micros) {
    return new FeedIndex.Entry(
        place,
        1_000 + place,
        new ItemPlace(micros, new Ulid(0, random.nextInt(200))),
        CATEGORIES.get(random.nextInt(3)),
        TAGS.stream().filter(tag -> random.nextBoolean()).toList(),
        GROUPS.get(random.nextInt(3)),
        random.nextInt(6) == 0 ? NOW + random.nextInt(3) - 1 : Long.MAX_VALUE);
  }

  private static FeedMarks anyMarks(Random random, int lost, int head) {
    FeedMarks marks = FeedMarks.NONE.without(1, random.nextInt(lost + 5));
    for (int i = 0; i < 12; i++) {
      BitSet places = new BitSet();
      int from = random.nextInt(head - lost + 1);
      places.set(from, Math.min(head - lost, from + random.nextInt(8) + 1) + 1);
      Mark.Kind kind = List.of(Mark.Kind.values()).get(random.nextInt(Mark.Kind.values().length));
      marks = marks.mark(kind, places, lost, new FeedMarks.When(i, false));
    }
    return marks;
  }

  private static ItemFilter anyFilter(Random random) {
    return new ItemFilter(
        List.of(ItemFilter.State.values()).get(random.nextInt(ItemFilter.State.values().length)),
        maybe(random, CATEGORIES.get(1 + random.nextInt(2))),
        maybe(random, TAGS.get(random.nextInt(3))),
        maybe(random, name("feed" + random.nextInt(3))),
        maybe(random, GROUPS.get(1 + random.nextInt(2))));
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextInt(3) == 0 ? Optional.of(value) : Optional.empty();
  }

  private static ItemFilter category(String category) {
    return new ItemFilter(
        ItemFilter.State.INBOX,
        Optional.of(category),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static InboxCounts counted(Case made, ItemFilter filter) {
    return new InboxCounts(
        made.passing(filter.in(ItemFilter.State.UNREAD)).size(),
        made.passing(filter.in(ItemFilter.State.UNSEEN)).size());
  }

  private static List<Plain> newestOfGroups(List<Plain> newestFirst) {
    Set<String> met = new HashSet<>();
    return newestFirst.stream()
        .filter(item -> item.entry.group().isEmpty() || met.add(item.feed + item.entry.group()))
        .toList();
  }

  private static List<GroupCount> groupsOf(List<Plain> items) {
    Map<String, List<Plain>> groups = new HashMap<>();
    for (Plain item : items) {
      if (!item.entry.group().isEmpty()) {
        groups.computeIfAbsent(item.feed + item.entry.group(), _ -> new ArrayList<>()).add(item);
      }
    }
    return groups.values().stream()
        .filter(group -> group.size() > 1)
        .map(group -> groupOf(group.getFirst(), group))
        .toList();
  }

  private static GroupCount groupOf(Plain newest, List<Plain> group) {
    int unread = (int) group.stream().filter(item -> !item.read).count();
    return new GroupCount(newest.feed, newest.entry.group(), group.size(), unread);
  }

  private static List<ItemPlace> walk(
      UserInbox inbox, ItemFilter filter, boolean grouped, int limit) {
    List<ItemPlace> walked = new ArrayList<>();
    Optional<ItemPlace> after = Optional.empty();
    for (boolean more = true; more; ) {
      UserInbox.Page page =
          inbox.page(new ViewQuery(filter, grouped, after, limit, Optional.empty()));
      Stream<ItemPlace> places = page.entries().stream().map(UserInbox.Found::at);
      walked.addAll(places.toList());
      more = page.more();
      after = walked.isEmpty() ? Optional.empty() : Optional.of(walked.getLast());
    }
    return walked;
  }

  private static ChannelName name(String text) {
    return ChannelName.parse(text).orElseThrow();
  }
}
