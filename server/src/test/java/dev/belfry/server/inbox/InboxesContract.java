package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What inboxes promise beside what the naive model does.
public abstract class InboxesContract {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final UserId ANN = user("ann");
  private static final UserId BOB = user("bob");

  private final InboxClock clock = new InboxClock();
  private InboxFixture fixture;

  protected abstract InboxFixture open(InboxClock clock);

  /// The database does not take a user of this name, whoever asks.
  protected abstract void refuseUser(String name) throws Exception;

  @BeforeEach
  void open() {
    fixture = open(clock);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  protected static UserId user(String name) {
    return new UserId(name);
  }

  private Inboxes inboxes() {
    return fixture.inboxes();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private NotifyRequest request(Recipients to, long atMillis, Optional<String> key) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"hello\"}"), "orders", List.of("a"), "");
    return new NotifyRequest(
        "app", to, Set.of(), notification, atMillis, Long.MAX_VALUE, key, Optional.empty());
  }

  private Ulid notify(Recipients to) {
    NotifyOutcome outcome = get(inboxes().deliver(request(to, 0, Optional.empty())));
    return ((NotifyOutcome.Delivered) outcome).id();
  }

  private static Recipients to(UserId... users) {
    return new Recipients.Users(List.of(users));
  }

  private static ViewQuery newest(int limit) {
    return new ViewQuery(ItemFilter.INBOX, false, Optional.empty(), limit, Optional.empty());
  }

  private List<Ulid> inboxOf(UserId user) {
    return get(inboxes().view(user, newest(100))).items().stream().map(Item::id).toList();
  }

  private static List<UserId> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> user("user " + i)).toList();
  }

  // ---- many

  @Test
  void aNotificationToManyIsAnsweredWhenAllHaveItAndOnlyOnce() {
    List<UserId> users = many(450);
    NotifyRequest request = request(new Recipients.Users(users), 0, Optional.of("key"));

    CompletableFuture<NotifyOutcome> first = inboxes().deliver(request).toCompletableFuture();
    CompletableFuture<NotifyOutcome> second = inboxes().deliver(request).toCompletableFuture();

    assertThat(get(first)).isEqualTo(get(second));
    assertThat(get(first))
        .isInstanceOfSatisfying(
            NotifyOutcome.Delivered.class, done -> assertThat(done.recipients()).isEqualTo(450));
    for (UserId user : users) {
      assertThat(inboxOf(user)).hasSize(1);
    }
  }

  @Test
  void whatManyHaveIsTakenBackFromAll() {
    List<UserId> users = many(450);
    Ulid id = notify(new Recipients.Users(users));
    Instant later = Instant.ofEpochMilli(clock.wallMillis() + 1_000);
    get(inboxes().snooze(users.getFirst(), List.of(id), later));

    assertThat(get(inboxes().retract(id))).isTrue();

    clock.advance(5_000);
    fixture.settle();
    for (UserId user : users) {
      assertThat(inboxOf(user)).isEmpty();
    }
    assertThat(get(inboxes().status(id)).orElseThrow().state())
        .isEqualTo(NotificationStatus.State.RETRACTED);
  }

  // ---- nobody else's

  @Test
  void noUserReachesAnItemOfAnother() {
    get(inboxes().follow(BOB, NEWS));
    List<Ulid> others = List.of(notify(to(BOB)), notify(new Recipients.Followers(NEWS)));
    Instant later = Instant.ofEpochMilli(clock.wallMillis() + 1_000);

    for (Ulid id : others) {
      assertThat(get(inboxes().item(ANN, id))).isEmpty();
    }
    for (Mark.Kind kind : Mark.Kind.values()) {
      Mark mark = new Mark(kind, new Mark.Target.Ids(others), OptionalLong.empty());
      assertThat(get(inboxes().mark(ANN, mark)).unknown()).isEqualTo(others);
    }
    assertThat(get(inboxes().snooze(ANN, others, later)).unknown()).isEqualTo(others);
    assertThat(get(inboxes().wake(ANN, others)).unknown()).isEqualTo(others);
    assertThat(inboxOf(ANN)).isEmpty();
    assertThat(get(inboxes().view(BOB, newest(10))).items())
        .hasSize(2)
        .noneMatch(item -> item.seen() || item.read() || item.archived());
  }

  @Test
  void aUserFollowsAtMostSoManyFeeds() {
    for (int i = 0; i < FollowOutcome.FOLLOWS_MAX; i++) {
      assertThat(get(inboxes().follow(ANN, new ChannelName("feed" + i))))
          .isEqualTo(FollowOutcome.CHANGED);
    }
    assertThat(get(inboxes().follow(ANN, NEWS))).isEqualTo(FollowOutcome.TOO_MANY);
    assertThat(get(inboxes().unfollow(ANN, new ChannelName("feed7"))))
        .isEqualTo(FollowOutcome.CHANGED);
    assertThat(get(inboxes().follow(ANN, NEWS))).isEqualTo(FollowOutcome.CHANGED);
  }

  // ---- windows and clocks

  @Test
  void anInboxHasTheNewestThousandOfEachFeed() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 1_010; i++) {
      all.add(inboxes().deliver(request(to(ANN), 0, Optional.empty())).toCompletableFuture());
    }
    get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
    int pages = 0;
    int items = 0;
    Optional<ItemPlace> after = Optional.empty();
    do {
      InboxView view =
          get(
              inboxes()
                  .view(ANN, new ViewQuery(ItemFilter.INBOX, false, after, 100, Optional.empty())));
      items += view.items().size();
      after = view.next();
      pages++;
    } while (after.isPresent());

    assertThat(items).isEqualTo(1_000);
    assertThat(pages).isEqualTo(10);
  }

  /// Fills a feed, and reads all of it but the two oldest.
  private void fill(Recipients to, int window) {
    List<Ulid> ids = new ArrayList<>();
    while (ids.size() < window) {
      List<CompletableFuture<NotifyOutcome>> some = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        some.add(inboxes().deliver(request(to, 0, Optional.empty())).toCompletableFuture());
      }
      some.forEach(each -> ids.add(((NotifyOutcome.Delivered) get(each)).id()));
    }
    for (int from = 2; from < window; from += 1_000) {
      List<Ulid> some = ids.subList(from, Math.min(from + 1_000, window));
      get(
          inboxes()
              .mark(
                  ANN, new Mark(Mark.Kind.READ, new Mark.Target.Ids(some), OptionalLong.empty())));
    }
  }

  @Test
  void countsThatAreToldAtFullWindowsAreThoseOfAPage() throws Exception {
    List<Recipients> feeds =
        List.of(new Recipients.Everyone(), new Recipients.Followers(NEWS), to(ANN));
    get(inboxes().follow(ANN, NEWS));
    fill(feeds.get(0), 10_000);
    fill(feeds.get(1), 1_000);
    fill(feeds.get(2), 1_000);
    HeardInbox heard = new HeardInbox(inboxes(), ANN);
    for (int i = 0; i < 4; i++) {
      for (Recipients feed : feeds) {
        notify(feed);
        assertThat(heard.next()).isEqualTo(get(inboxes().view(ANN, newest(0))).counts());
      }
    }
    assertThat(heard.reads()).as("only where one falls out that is counted").isEqualTo(6);
  }

  @Test
  void aClockThatGoesBackKeepsTheOrder() {
    get(inboxes().standing(ANN));
    Ulid first = notify(new Recipients.Everyone());
    clock.advance(-60_000);
    fixture.settle();
    Ulid second = notify(new Recipients.Everyone());

    assertThat(inboxOf(ANN)).containsExactly(second, first);
  }

  // ---- later

  @Test
  void whatIsScheduledAppearsOnceAndNotBeforeItsTime() {
    get(inboxes().standing(ANN));
    long at = clock.wallMillis() + 5_000;
    NotifyOutcome kept = get(inboxes().deliver(request(to(ANN), at, Optional.of("k"))));
    assertThat(get(inboxes().deliver(request(to(ANN), at, Optional.of("k"))))).isEqualTo(kept);
    clock.advance(4_000);
    fixture.settle();
    assertThat(inboxOf(ANN)).isEmpty();

    fixture.restart();
    clock.advance(2_000);
    fixture.settle();
    fixture.settle();

    assertThat(inboxOf(ANN)).containsExactly(((NotifyOutcome.Scheduled) kept).id());
  }

  @Test
  void beyondTheBoundNothingMoreIsScheduled() {
    long at = clock.wallMillis() + 5_000;
    List<UserId> users = List.of(ANN);
    NotifyOutcome last = new NotifyOutcome.Conflict();
    for (int i = 0; i <= scheduledMax() && !(last instanceof NotifyOutcome.ScheduleFull); i++) {
      last = get(inboxes().deliver(request(new Recipients.Users(users), at, Optional.empty())));
    }
    assertThat(last).isEqualTo(new NotifyOutcome.ScheduleFull());
  }

  /// How many may be scheduled.
  protected abstract int scheduledMax();

  // ---- for good

  @Test
  void nothingOfAnErasedUserIsLeft() throws Exception {
    get(inboxes().follow(ANN, NEWS));
    Ulid id = notify(to(ANN, BOB));
    Ulid snoozed = notify(to(ANN));
    Ulid followed = notify(new Recipients.Followers(NEWS));
    get(inboxes().snooze(ANN, List.of(snoozed), Instant.ofEpochMilli(clock.wallMillis() + 1)));
    get(inboxes().deliver(request(to(ANN, BOB), clock.wallMillis() + 1_000, Optional.empty())));
    Mark read =
        new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of(id, followed)), OptionalLong.empty());
    get(inboxes().mark(ANN, read));

    get(inboxes().erase(ANN).thenApply(_ -> true));

    assertThat(rowsOf("ann")).isZero();
    assertThat(get(inboxes().status(followed)).orElseThrow().read()).isZero();
    clock.advance(5_000);
    fixture.settle();
    assertThat(rowsOf("ann")).isZero();
    assertThat(inboxOf(ANN)).isEmpty();
    assertThat(inboxOf(BOB)).hasSize(2);
  }

  /// How many rows name a user, or belong to the first one.
  protected abstract long rowsOf(String name) throws Exception;

  // ---- what is told

  @Test
  void whatHappensIsToldInItsOrder() {
    RecordedEvents events = new RecordedEvents();
    inboxes().listen(events);
    get(inboxes().follow(ANN, NEWS));
    Ulid own = notify(to(ANN));
    Ulid shared = notify(new Recipients.Followers(NEWS));
    Mark read =
        new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of(own, shared)), OptionalLong.empty());
    get(inboxes().mark(ANN, read));
    get(inboxes().mark(ANN, read)); // which changes nothing
    get(inboxes().retract(shared));

    await()
        .untilAsserted(() ->
            assertThat(events.lines())
                .containsExactly(
                    "ann follows news",
                    "ann added " + own,
                    "news +" + shared + " except [] replaces nothing 0/0 -> 1/0",
                    "ann READ [" + own + ", " + shared + "]",
                    "news -[" + shared + "] 1/0 -> 1/1"));
  }

  // ---- faults

  @Test
  void aWriteThatTheDatabaseRefusesFailsAlone() throws Exception {
    refuseUser("poison");
    List<CompletableFuture<NotifyOutcome>> good = new ArrayList<>();
    List<CompletableFuture<NotifyOutcome>> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(inboxes().deliver(request(to(ANN), 0, Optional.empty())).toCompletableFuture());
      bad.add(
          inboxes()
              .deliver(request(to(BOB, user("poison")), 0, Optional.empty()))
              .toCompletableFuture());
    }

    good.forEach(each -> assertThat(get(each)).isInstanceOf(NotifyOutcome.Delivered.class));
    bad.forEach(
        each -> assertThatThrownBy(() -> get(each)).hasCauseInstanceOf(InboxUnavailable.class));
    assertThat(inboxOf(ANN)).hasSize(20);
    assertThat(inboxOf(BOB)).isEmpty();
  }
}
