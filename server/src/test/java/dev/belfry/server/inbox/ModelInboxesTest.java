package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.Mark.Kind;
import dev.belfry.server.inbox.Mark.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelInboxesTest {
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final ChannelName NEWS = new ChannelName("news");

  private final ManualClock clock = new ManualClock();
  private final ModelInboxes inboxes =
      new ModelInboxes("k", clock, UlidCreator::getMonotonicUlid, Runnable::run);

  @Test
  void whatIsSentToEveryoneIsSeenByTheUsersKnownThen() {
    view(ANN);
    Ulid id = send(new Recipients.Everyone(), "sale");

    assertThat(ids(ANN)).containsExactly(id);
    assertThat(ids(BOB)).isEmpty();
  }

  @Test
  void aFeedComesWithWhatWasSentWhileItWasFollowed() {
    get(inboxes.follow(ANN, NEWS));
    Ulid first = send(new Recipients.Followers(NEWS), "a");
    get(inboxes.unfollow(ANN, NEWS));
    send(new Recipients.Followers(NEWS), "b");

    assertThat(ids(ANN)).isEmpty();
    get(inboxes.follow(ANN, NEWS));
    assertThat(ids(ANN)).containsExactly(first);
  }

  /// The table of INBOX: what each mark sets, and what then counts.
  @ParameterizedTest
  @CsvSource({
    "SEEN, 1, 0, true, false, false",
    "READ, 0, 0, true, true, false",
    "UNREAD, 1, 1, false, false, false",
    "ARCHIVED, 0, 0, true, false, true",
    "UNARCHIVED, 1, 1, false, false, false",
  })
  void aMarkSetsAndCounts(
      Kind kind, int unread, int unseen, boolean seen, boolean read, boolean archived) {
    Ulid id = send(new Recipients.Users(List.of(ANN)), "a");
    MarkOutcome outcome = mark(kind, OptionalLong.empty(), id);

    Item item = get(inboxes.item(ANN, id)).orElseThrow();
    assertThat(outcome.counts()).isEqualTo(new InboxCounts(unread, unseen));
    assertThat(List.of(item.seen(), item.read(), item.archived()))
        .containsExactly(seen, read, archived);
  }

  @Test
  void theLaterOfTwoMarksWinsInWhicheverOrderTheyCome() {
    Ulid id = send(new Recipients.Users(List.of(ANN)), "a");
    long now = clock.wallMillis();
    mark(Kind.READ, OptionalLong.of(now - 1), id);
    mark(Kind.UNREAD, OptionalLong.of(now - 2), id);

    assertThat(get(inboxes.item(ANN, id)).orElseThrow().read()).isTrue();
    mark(Kind.UNREAD, OptionalLong.empty(), id);
    assertThat(get(inboxes.item(ANN, id)).orElseThrow().read()).isFalse();
  }

  @Test
  void aSnoozedItemComesBackUnreadInTheOwnFeed() {
    get(inboxes.follow(ANN, NEWS));
    Ulid id = send(new Recipients.Followers(NEWS), "a");
    mark(Kind.READ, OptionalLong.empty(), id);
    get(inboxes.snooze(ANN, List.of(id), Instant.ofEpochMilli(clock.wallMillis() + 1_000)));

    assertThat(ids(ANN)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    Item back = view(ANN).items().getFirst();
    assertThat(back.feed()).isEqualTo(ANN.channel());
    assertThat(back.read()).isFalse();
  }

  @Test
  void oneOfAnotherUserIsUnknown() {
    Ulid id = send(new Recipients.Users(List.of(BOB)), "a");

    assertThat(mark(Kind.READ, OptionalLong.empty(), id).unknown()).containsExactly(id);
    assertThat(get(inboxes.item(ANN, id))).isEmpty();
  }

  @Test
  void versionsGoOnByEvents() {
    List<InboxVersion> told = new ArrayList<>();
    InboxVersion[] known = {get(inboxes.standing(ANN)).version()};
    inboxes.listen(
        new InboxEvents() {
          @Override
          public void appended(
              Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState a, FeedState b) {
            known[0] = known[0].moved(item.feed(), a, b);
            told.add(known[0]);
          }

          @Override
          public void removed(ChannelName feed, List<Ulid> ids, FeedState a, FeedState b) {
            known[0] = known[0].moved(feed, a, b);
            told.add(known[0]);
          }

          @Override
          public void changed(UserId user, long revision, Optional<InboxChange> change) {
            known[0] = known[0].revised(revision);
            told.add(known[0]);
          }
        });
    Ulid id = send(new Recipients.Everyone(), "a");
    assertThat(told).containsExactly(get(inboxes.standing(ANN)).version());
    mark(Kind.READ, OptionalLong.empty(), id);
    assertThat(told).hasSize(2).endsWith(get(inboxes.standing(ANN)).version());
    mark(Kind.READ, OptionalLong.empty(), id);
    assertThat(told).hasSize(2);
    get(inboxes.retract(id));
    assertThat(told).hasSize(3).endsWith(get(inboxes.standing(ANN)).version());
    assertThat(ids(ANN)).isEmpty();
  }

  @Test
  void whatWasHiddenCountsAsReadOnceItIsWantedAgain() {
    get(inboxes.prefer(ANN, Map.of("offers", new Preference(false, true))));
    send(new Recipients.Users(List.of(ANN)), "offers");
    assertThat(ids(ANN)).isEmpty();

    MarkOutcome back = get(inboxes.prefer(ANN, Map.of("offers", new Preference(true, true))));

    assertThat(back.counts()).isEqualTo(InboxCounts.NONE);
    assertThat(ids(ANN)).hasSize(1);
  }

  private MarkOutcome mark(Kind kind, OptionalLong at, Ulid id) {
    return get(inboxes.mark(ANN, new Mark(kind, new Target.Ids(List.of(id)), at)));
  }

  private Ulid send(Recipients to, String category) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"a\"}"), category, List.of(), "");
    NotifyRequest request =
        new NotifyRequest(
            "", to, Set.of(), notification, 0, Long.MAX_VALUE, Optional.empty(), Optional.empty());
    return ((NotifyOutcome.Delivered) get(inboxes.deliver(request))).id();
  }

  private InboxView view(UserId user) {
    ViewQuery query =
        new ViewQuery(ItemFilter.INBOX, false, Optional.empty(), 100, Optional.empty());
    return get(inboxes.view(user, query));
  }

  private List<Ulid> ids(UserId user) {
    return view(user).items().stream().map(Item::id).toList();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
