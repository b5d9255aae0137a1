package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How inboxes let go of what is old, and what they do when clocks jump.
public abstract class InboxRetentionContract {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final InboxAges SHORT = new InboxAges(40_000, 20_000, 15_000);
  private static final long YEARS_MILLIS = Duration.ofDays(3_650).toMillis();

  private final InboxClock clock = new InboxClock();
  private InboxFixture fixture;

  protected abstract InboxFixture open(InboxClock clock, InboxAges ages);

  /// How many rows a table has, `tally` or another one.
  protected abstract long rows(String table) throws Exception;

  private void begin(InboxAges ages) {
    fixture = open(clock, ages);
    fixture.settle();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Inboxes inboxes() {
    return fixture.inboxes();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void pass(long millis) {
    clock.advance(millis);
    fixture.settle();
  }

  private Ulid notify(Recipients to, Set<UserId> except, Optional<String> replaceKey) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"hello\"}"), "", List.of(), "");
    NotifyRequest request =
        new NotifyRequest(
            "app", to, except, notification, 0, Long.MAX_VALUE, Optional.empty(), replaceKey);
    return ((NotifyOutcome.Delivered) get(inboxes().deliver(request))).id();
  }

  private Ulid notify(Recipients to) {
    return notify(to, Set.of(), Optional.empty());
  }

  private static Recipients to(UserId user) {
    return new Recipients.Users(List.of(user));
  }

  private MarkOutcome mark(UserId user, Mark.Kind kind, List<Ulid> ids) {
    return get(
        inboxes().mark(user, new Mark(kind, new Mark.Target.Ids(ids), OptionalLong.empty())));
  }

  private List<Ulid> listed(UserId user, ItemFilter.State state) {
    ViewQuery query =
        new ViewQuery(ItemFilter.INBOX.in(state), false, Optional.empty(), 100, Optional.empty());
    return get(inboxes().view(user, query)).items().stream().map(Item::id).toList();
  }

  private List<Ulid> inboxOf(UserId user) {
    return listed(user, ItemFilter.State.INBOX);
  }

  // ---- what was there before a user

  @Test
  void newUsersFindWhatIsNotTooOld() {
    begin(new InboxAges(InboxAges.NEVER, InboxAges.NEVER, InboxAges.NEVER, 10_000, 5_000));
    Recipients everyone = new Recipients.Everyone();
    Recipients news = new Recipients.Followers(NEWS);
    notify(everyone);
    notify(news);
    pass(8_000);
    Ulid announced = notify(everyone);
    Ulid notForBob = notify(everyone, Set.of(BOB), Optional.empty());
    Ulid told = notify(news);
    Ulid newsNotForBob = notify(news, Set.of(BOB), Optional.empty());
    pass(4_000);

    assertThat(inboxOf(ANN)).containsExactly(notForBob, announced);
    assertThat(inboxOf(BOB)).doesNotContain(notForBob).startsWith(announced);
    get(inboxes().follow(ANN, NEWS));
    get(inboxes().follow(BOB, NEWS));
    assertThat(inboxOf(ANN)).containsExactlyInAnyOrder(newsNotForBob, told, notForBob, announced);
    assertThat(inboxOf(BOB)).contains(told).doesNotContain(newsNotForBob);

    get(inboxes().unfollow(ANN, NEWS));
    notify(news);
    get(inboxes().follow(ANN, NEWS));
    assertThat(inboxOf(ANN)).as("what came meanwhile is not found").hasSize(4);
  }

  // ---- ages

  @Test
  void whatIsTooOldLeavesAndWhoeverWatchesIsTold() throws Exception {
    begin(SHORT);
    RecordedEvents events = new RecordedEvents();
    inboxes().listen(events);
    get(inboxes().follow(ANN, NEWS));
    Ulid own = notify(to(ANN));
    Ulid shared = notify(new Recipients.Followers(NEWS), Set.of(BOB, ANN), Optional.empty());
    Ulid seen = notify(new Recipients.Followers(NEWS));
    pass(30_000);
    Ulid later = notify(to(ANN));
    assertThat(inboxOf(ANN)).containsExactly(later, seen, own);
    pass(11_000);

    assertThat(inboxOf(ANN)).containsExactly(later);
    assertThat(get(inboxes().standing(ANN)).counts()).isEqualTo(new InboxCounts(1, 1));
    assertThat(mark(ANN, Mark.Kind.READ, List.of(own, seen)).unknown()).containsExactly(own, seen);
    assertThat(get(inboxes().status(own))).isEmpty();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(events.lines())
                .contains(
                    "ann removed [" + own + "]",
                    "news -[" + shared + ", " + seen + "] 2/0 -> 2/2"));
    assertThat(rows("except")).isZero();
    assertThat(rows("notification")).isOne();
  }

  @Test
  void whatIsReadOrArchivedIsListedForAShorterTimeAndStillReached() {
    begin(SHORT);
    get(inboxes().follow(ANN, NEWS));
    Ulid read = notify(new Recipients.Followers(NEWS));
    Ulid archived = notify(to(ANN));
    Ulid unread = notify(to(ANN));
    mark(ANN, Mark.Kind.READ, List.of(read));
    mark(ANN, Mark.Kind.ARCHIVED, List.of(archived));
    pass(14_000);
    assertThat(listed(ANN, ItemFilter.State.ARCHIVED)).containsExactly(archived);
    pass(2_000);
    assertThat(listed(ANN, ItemFilter.State.ARCHIVED)).isEmpty();
    assertThat(inboxOf(ANN)).containsExactly(unread, read);
    pass(5_000);

    assertThat(inboxOf(ANN)).containsExactly(unread);
    assertThat(get(inboxes().item(ANN, read))).isPresent();
    assertThat(get(inboxes().status(read)).orElseThrow().read()).isOne();
    assertThat(mark(ANN, Mark.Kind.UNREAD, List.of(read)).counts())
        .isEqualTo(new InboxCounts(2, 1));
    mark(ANN, Mark.Kind.UNARCHIVED, List.of(archived));
    assertThat(inboxOf(ANN)).containsExactly(unread, archived, read);
  }

  @Test
  void whatIsSnoozedBeyondItsAgeComesBackUnlessItWasReplaced() {
    begin(SHORT);
    get(inboxes().follow(ANN, NEWS));
    Ulid own = notify(to(ANN));
    Ulid shared = notify(new Recipients.Followers(NEWS));
    Ulid replaced = notify(new Recipients.Followers(NEWS), Set.of(), Optional.of("state"));
    Instant until = Instant.ofEpochMilli(clock.wallMillis() + 60_500);
    get(inboxes().snooze(ANN, List.of(own, shared, replaced), until));
    Ulid replacing = notify(new Recipients.Followers(NEWS), Set.of(), Optional.of("state"));
    pass(30_000);
    assertThat(inboxOf(ANN)).containsExactly(replacing);
    pass(15_000);
    assertThat(inboxOf(ANN)).isEmpty();
    pass(16_000);

    assertThat(inboxOf(ANN)).containsExactlyInAnyOrder(own, shared);
  }

  // ---- clocks

  @Test
  void aClockThatJumpsAheadTakesNothingFresh() {
    begin(new InboxAges(3_600_000, 3_600_000, InboxAges.NEVER));
    Ulid before = notify(to(ANN));
    mark(ANN, Mark.Kind.READ, List.of(before));
    pass(YEARS_MILLIS);
    fixture.settle();
    Ulid during = notify(to(BOB));
    assertThat(inboxOf(ANN)).containsExactly(before);
    pass(-YEARS_MILLIS);
    Ulid after = notify(to(BOB));
    fixture.settle();

    assertThat(inboxOf(ANN)).containsExactly(before);
    assertThat(inboxOf(BOB)).containsExactly(after, during);
  }

  @Test
  void whatComesWhileTheClockIsBehindStaysOnceItIsRight() {
    begin(SHORT);
    pass(-YEARS_MILLIS);
    Ulid id = notify(to(ANN));
    mark(ANN, Mark.Kind.READ, List.of(id));
    pass(YEARS_MILLIS + 1_000);
    assertThat(inboxOf(ANN)).containsExactly(id);
    pass(30_000);
    pass(12_000);
    assertThat(get(inboxes().item(ANN, id))).isEmpty();
  }

  // ---- what is kept of what is gone

  /// Each reads every second one, so that each place has a row.
  @Test
  void theTallyDoesNotGrowWithWhatIsGoneAndIsRightForWhatIsThere() throws Exception {
    begin(SHORT);
    List<UserId> users = IntStream.range(0, 3).mapToObj(i -> new UserId("user " + i)).toList();
    users.forEach(user -> get(inboxes().follow(user, NEWS)));
    List<Ulid> ids = new ArrayList<>();
    for (int part = 0; part < 4; part++) {
      List<Ulid> some = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        some.add(notify(new Recipients.Followers(NEWS)));
      }
      for (int i = 0; i < users.size(); i++) {
        int odd = i;
        mark(
            users.get(i),
            Mark.Kind.READ,
            IntStream.range(0, 32).filter(n -> n % 2 == odd % 2).mapToObj(some::get).toList());
      }
      ids.addAll(some);
      pass(15_000);
    }
    long before = rows("tally");
    List<Ulid> there = ids.stream().filter(id -> get(inboxes().status(id)).isPresent()).toList();

    assertThat(there).isEqualTo(ids.subList(64, 128));
    assertThat(before).isLessThanOrEqualTo(64 + 3);
    for (int i = 0; i < there.size(); i++) {
      NotificationStatus status = get(inboxes().status(there.get(i))).orElseThrow();
      assertThat(status.recipients()).isEqualTo(3);
      assertThat(status.read()).as("%d", i).isEqualTo(i % 2 == 0 ? 2 : 1);
    }
    get(inboxes().erase(users.getFirst()).thenApply(_ -> true));
    assertThat(get(inboxes().status(there.getFirst())).orElseThrow().read()).isOne();
  }
}
