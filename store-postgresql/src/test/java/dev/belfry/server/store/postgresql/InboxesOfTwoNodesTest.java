package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.inbox.RecordedEvents;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.store.inbox.StoredInboxes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one node commits the other tells too.
class InboxesOfTwoNodesTest {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final UserId ANN = new UserId("ann é");
  private static final UserId BOB = new UserId("bob");

  private final TestDatabase database = TestDatabase.start();
  private PostgresInboxFixture fixture;
  private SharedInboxes one;
  private SharedInboxes other;
  private final RecordedEvents here = new RecordedEvents();
  private final RecordedEvents there = new RecordedEvents();

  @BeforeEach
  void open() {
    fixture = new PostgresInboxFixture(database, new InboxClock(), 1, 2);
    one = fixture.node(0);
    other = fixture.node(1);
    one.listen(here);
    other.listen(there);
    one.tellOthers(other::heard);
    other.tellOthers(one::heard);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
    database.close();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Ulid notify(Recipients to, Set<UserId> except) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"a\"}"), "orders", List.of(), "");
    NotifyRequest request =
        new NotifyRequest(
            "app", to, except, notification, 0, Long.MAX_VALUE, Optional.empty(), Optional.of("r"));
    return ((NotifyOutcome.Delivered) get(one.deliver(request))).id();
  }

  @Test
  void whatOneNodeCommitsTheOtherTellsToo() {
    get(one.follow(ANN, NEWS));
    get(one.follow(BOB, NEWS));
    Ulid own = notify(new Recipients.Users(List.of(ANN)), Set.of());
    Ulid first = notify(new Recipients.Followers(NEWS), Set.of(BOB));
    await().until(() -> there.lines().size() == 4); // while the first still stands
    Ulid second = notify(new Recipients.Followers(NEWS), Set.of());
    await().until(() -> there.lines().size() == 5); // else its own mark may be told before
    Mark read =
        new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of(own, second)), OptionalLong.empty());
    get(other.mark(ANN, read));
    get(one.retract(second));

    await()
        .untilAsserted(() ->
            assertThat(there.lines())
                .containsExactly(
                    "ann é something",
                    "bob something",
                    "ann é something",
                    "news +" + first + " except [bob] replaces nothing 0/0 -> 1/0",
                    "news +" + second + " except [] replaces " + first + " 1/0 -> 2/1",
                    "ann é READ [" + own + ", " + second + "]",
                    "news -[" + second + "] 2/1 -> 2/2"));
    await().untilAsserted(() -> assertThat(here.lines()).contains("ann é something"));
    assertThat(get(one.standing(ANN)).version()).isEqualTo(get(other.standing(ANN)).version());
  }

  private void looksTwice() {
    for (int i = 0; i < 2; i++) {
      assertThat(get(((StoredInboxes) other).check())).isTrue();
    }
  }

  /// The last hint of all: nothing comes after it that would skip.
  @Test
  void aHintOfASharedFeedThatIsLostIsFoundWithoutAnother() {
    notify(new Recipients.Followers(NEWS), Set.of());
    await().until(() -> there.lines().size() == 1);
    looksTwice();
    assertThat(there.lines()).doesNotContain("doubtful");
    one.tellOthers(_ -> {});

    notify(new Recipients.Everyone(), Set.of());

    await().atMost(Duration.ofSeconds(60)).until(() -> there.lines().contains("doubtful"));
    assertThat(here.lines()).doesNotContain("doubtful");
    one.tellOthers(other::heard);
    notify(new Recipients.Everyone(), Set.of());
    await().until(() -> there.lines().size() == 3);
    looksTwice();
    assertThat(there.lines()).filteredOn("doubtful"::equals).hasSize(1);
  }
}
