package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.ItemFilter.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/// Random users who do random things, on inboxes and on the naive model at once: whatever is
/// answered has to be the same. All of it comes from a seed.
public final class InboxComparison {
  private static final List<UserId> USERS =
      List.of("ann", "bob", "cy", "dee", "élo/é", "a b").stream().map(UserId::new).toList();
  private static final List<ChannelName> FEEDS =
      List.of("news", "releases", "dev/ops").stream().map(ChannelName::new).toList();
  private static final List<String> CATEGORIES = List.of("", "orders", "social", "system");
  private static final List<String> TAGS = List.of("a", "b", "c");
  private static final List<String> GROUPS = List.of("", "", "g1", "g2");

  /// Time goes on in steps, and what is to happen happens between them: so a node whose clock is a
  /// little behind does all at the same step.
  private static final long STEP_MILLIS = 100;

  private final SplittableRandom random;
  private final InboxClock clock;
  private final InboxFixture tested;
  private final InboxPair both;
  private final boolean preferences;

  private String doing = "";

  /// Ages that items reach within a run.
  public static final InboxAges AGES = new InboxAges(20_000, 10_000, 8_000, 6_000, 5_000);

  /// @param tested goes by the clock
  /// @param ages by which items are kept there
  public InboxComparison(long seed, InboxClock clock, InboxFixture tested, InboxAges ages) {
    this.random = new SplittableRandom(seed);
    this.clock = clock;
    this.tested = tested;
    this.preferences = random.nextBoolean();
    this.both = new InboxPair(tested, new ModelFixture(clock, ages), preferences);
    both.settle();
  }

  public void run(int steps) {
    for (int step = 0; step < steps; step++) {
      try {
        act();
        compare(any(USERS));

      } catch (RuntimeException | AssertionError wrong) {
        throw new AssertionError("step " + step + ": " + doing, wrong);
      }
    }
    compareAll();
  }

  /// All users have what they should.
  public void compareAll() {
    USERS.forEach(this::compare);
    both.sent().forEach(both::compareStatus);
  }

  // ---- what is done

  private void act() {
    switch (random.nextInt(30)) {
      case 0, 1, 2, 3, 4, 5, 6 -> deliver();
      case 7, 8, 9, 10, 11, 12 -> markSome();
      case 13, 14, 15 -> markAll();
      case 16 -> retract();
      case 17, 18 -> snooze();
      case 19 -> wake();
      case 20, 21 -> follow();
      case 22 -> unfollow();
      case 23 -> prefer();
      case 24 -> eraseSeldom();
      case 25 -> restartSeldom();
      case 26, 27 -> compareAnyStatus();
      default -> advance();
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private void advance() {
    doing = "advance";
    advance(STEP_MILLIS * random.nextInt(40));
  }

  private void advance(long millis) {
    clock.advance(millis);
    both.settle();
  }

  /// A time some steps from now, and a half.
  private long betweenSteps(int steps) {
    return clock.wallMillis() + STEP_MILLIS * steps + STEP_MILLIS / 2;
  }

  private Set<UserId> someUsers(int most) {
    Set<UserId> users = new HashSet<>();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      users.add(any(USERS));
    }
    return users;
  }

  private void deliver() {
    if (!tested.idsRise()) {
      advance(STEP_MILLIS);
    }
    Recipients to =
        switch (random.nextInt(4)) {
          case 0 -> new Recipients.Everyone();
          case 1 -> new Recipients.Followers(any(FEEDS));
          default -> {
            Set<UserId> users = someUsers(3);
            users.add(any(USERS));
            yield new Recipients.Users(List.copyOf(users));
          }
        };
    String title = "{\"title\":\"" + both.sent().size() + "\"}";
    Set<String> tags = new HashSet<>(oneIn(2) ? List.of(any(TAGS), any(TAGS)) : List.of());
    boolean keyed = oneIn(10);
    Notification notification =
        new Notification(
            new JsonText(keyed ? "{\"title\":\"keyed\"}" : title),
            any(CATEGORIES),
            List.copyOf(tags),
            any(GROUPS));
    NotifyRequest request =
        new NotifyRequest(
            oneIn(3) ? "other" : "app",
            to,
            oneIn(4) ? someUsers(2) : Set.of(),
            notification,
            oneIn(8) ? betweenSteps(2 + random.nextInt(90)) : clock.wallMillis(),
            oneIn(6) ? betweenSteps(random.nextInt(120)) : Long.MAX_VALUE,
            keyed ? Optional.of("k" + random.nextInt(3)) : Optional.empty(),
            oneIn(5) ? Optional.of("r" + random.nextInt(2)) : Optional.empty());
    doing = request.toString();
    both.compareOutcomes(
        both.there(inboxes -> inboxes.deliver(request)),
        both.inModel(inboxes -> inboxes.deliver(request)));
  }

  /// Any that were sent, to whomever.
  private List<InboxPair.Sent> some() {
    List<InboxPair.Sent> some = new ArrayList<>();
    for (int left = both.sent().isEmpty() ? 0 : random.nextInt(4) + 1; left > 0; left--) {
      int newest = oneIn(2) ? Math.min(8, both.sent().size()) : both.sent().size();
      some.add(both.sent().get(both.sent().size() - 1 - random.nextInt(newest)));
    }
    return some;
  }

  private static List<Ulid> there(List<InboxPair.Sent> some) {
    return some.stream().map(InboxPair.Sent::there).toList();
  }

  private static List<Ulid> ofModel(List<InboxPair.Sent> some) {
    return some.stream().map(InboxPair.Sent::model).toList();
  }

  /// Devices may say late what they have marked; they un-mark only what they have seen marked.
  private OptionalLong anyTime(Mark.Kind kind) {
    return unmarks(kind) || oneIn(2)
        ? OptionalLong.empty()
        : OptionalLong.of(betweenSteps(5 - random.nextInt(80)));
  }

  private static boolean unmarks(Mark.Kind kind) {
    return kind == Mark.Kind.UNREAD || kind == Mark.Kind.UNARCHIVED;
  }

  /// Those that the user may want to mark so: all, or those that are to be un-marked.
  private List<InboxPair.Sent> markable(UserId user, Mark.Kind kind, List<InboxPair.Sent> some) {
    return some.stream()
        .filter(each -> {
          Optional<Item> item = both.inModel(all -> all.item(user, each.model()));
          return item.isEmpty()
              || (kind == Mark.Kind.UNREAD && item.get().read())
              || (kind == Mark.Kind.UNARCHIVED && item.get().archived())
              || !unmarks(kind);
        })
        .toList();
  }

  private void markSome() {
    UserId user = any(USERS);
    Mark.Kind kind = any(List.of(Mark.Kind.values()));
    List<InboxPair.Sent> some = markable(user, kind, some());
    OptionalLong at = anyTime(kind);
    doing = user + " marks " + there(some) + " " + kind + " at " + at;
    both.compareChanges(
        both.there(all -> all.mark(user, new Mark(kind, new Mark.Target.Ids(there(some)), at))),
        both.inModel(
            all -> all.mark(user, new Mark(kind, new Mark.Target.Ids(ofModel(some)), at))));
  }

  private ItemFilter anyFilter() {
    return new ItemFilter(
        any(List.of(State.values())),
        oneIn(3) ? Optional.of(any(CATEGORIES.subList(1, 4))) : Optional.empty(),
        oneIn(4) ? Optional.of(any(TAGS)) : Optional.empty(),
        oneIn(5) ? Optional.of(any(FEEDS)) : Optional.empty(),
        oneIn(6) ? Optional.of("g1") : Optional.empty());
  }

  private void markAll() {
    UserId user = any(USERS);
    Mark.Kind kind = oneIn(9) ? Mark.Kind.DELETED : any(List.of(Mark.Kind.values()).subList(0, 5));
    ItemFilter filter =
        switch (kind) {
          case UNREAD -> anyFilter().in(State.READ);
          case UNARCHIVED -> anyFilter().in(State.ARCHIVED);
          default -> anyFilter();
        };
    List<Item> items = both.there(all -> all.view(user, all100(ItemFilter.INBOX))).items();
    if (items.isEmpty()) {
      both.inModel(all -> all.follows(user)); // which knows the user now too
      return;
    }
    ItemPlace through = any(items).place();
    ItemPlace throughInModel = new ItemPlace(through.atMicros(), both.inModel(through.id()));
    OptionalLong at = anyTime(kind);
    doing = user + " marks all " + filter + " " + kind + " at " + at;
    both.compareChanges(
        both.there(all -> all.mark(user, new Mark(kind, new Mark.Target.All(filter, through), at))),
        both.inModel(all ->
            all.mark(user, new Mark(kind, new Mark.Target.All(filter, throughInModel), at))));
  }

  private static ViewQuery all100(ItemFilter filter) {
    return new ViewQuery(filter, false, Optional.empty(), 100, Optional.empty());
  }

  private void retract() {
    for (InboxPair.Sent each : some().stream().limit(1).toList()) {
      doing = "retract " + each;
      boolean forgotten = both.there(all -> all.status(each.there())).isEmpty();
      boolean done = both.there(all -> all.retract(each.there()));
      boolean doneInModel = both.inModel(all -> all.retract(each.model()));
      assertThat(done).isEqualTo(doneInModel && !forgotten);
    }
  }

  private void snooze() {
    UserId user = any(USERS);
    List<InboxPair.Sent> some = some();
    Instant until = Instant.ofEpochMilli(betweenSteps(random.nextInt(90)));
    doing = user + " snoozes " + there(some);
    both.compareChanges(
        both.there(all -> all.snooze(user, there(some), until)),
        both.inModel(all -> all.snooze(user, ofModel(some), until)));
  }

  private void wake() {
    UserId user = any(USERS);
    Set<InboxPair.Sent> any = new LinkedHashSet<>(some());
    any.addAll(some());
    List<InboxPair.Sent> some = List.copyOf(any);
    doing = user + " wakes " + there(some);
    both.compareChanges(
        both.there(all -> all.wake(user, there(some))),
        both.inModel(all -> all.wake(user, ofModel(some))));
  }

  private void follow() {
    UserId user = any(USERS);
    ChannelName feed = any(FEEDS);
    doing = user + " follows " + feed;
    both.same(all -> all.follow(user, feed));
  }

  private void unfollow() {
    UserId user = any(USERS);
    ChannelName feed = any(FEEDS);
    doing = user + " leaves " + feed;
    both.same(all -> all.unfollow(user, feed));
  }

  private void prefer() {
    if (preferences) {
      UserId user = any(USERS);
      Map<String, Preference> wanted = new HashMap<>();
      wanted.put(any(CATEGORIES.subList(1, 4)), new Preference(oneIn(2), oneIn(2)));
      doing = user + " prefers " + wanted;
      both.compareChanges(
          both.there(all -> all.prefer(user, wanted)),
          both.inModel(all -> all.prefer(user, wanted)));
    }
  }

  private void eraseSeldom() {
    if (oneIn(4)) {
      UserId user = any(USERS);
      doing = "erase " + user;
      both.there(all -> all.erase(user).thenApply(_ -> true));
      both.inModel(all -> all.erase(user).thenApply(_ -> true));
      both.forgetVersions(user);
    }
  }

  private void restartSeldom() {
    if (oneIn(6)) {
      doing = "restart";
      tested.restart();
      advance(STEP_MILLIS); // ids of one run rise, those of two do where their times differ
    }
  }

  // ---- what is the same

  private void compareAnyStatus() {
    if (!both.sent().isEmpty()) {
      both.compareStatus(any(both.sent()));
    }
  }

  private void compare(UserId user) {
    ViewQuery query =
        new ViewQuery(
            anyFilter(), oneIn(2), Optional.empty(), random.nextInt(12), Optional.empty());
    both.compareFollowingPages(user, query);
    both.compareVersions(user);
    List<ItemFilter> filters = List.of(anyFilter(), anyFilter(), ItemFilter.INBOX);
    both.same(all -> all.counts(user, filters));
    both.same(all -> all.countsByCategory(user));
    both.same(all -> all.follows(user));
    both.same(all -> all.preferences(user));
    Standing standing = both.there(all -> all.standing(user));
    Standing modelStanding = both.inModel(all -> all.standing(user));
    assertThat(standing.counts()).isEqualTo(modelStanding.counts());
    assertThat(standing.feeds().keySet()).isEqualTo(modelStanding.feeds().keySet());
    assertThat(standing.hidden()).isEqualTo(modelStanding.hidden());
    for (InboxPair.Sent each : some()) {
      Optional<Item> item = both.there(all -> all.item(user, each.there()));
      Optional<Item> wanted = both.inModel(all -> all.item(user, each.model()));
      assertThat(item.map(both::translated)).isEqualTo(wanted);
    }
  }
}
