package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.ImportedItem;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxView;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.inbox.ViewQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users had elsewhere comes into their inboxes at its time.
class ImportTest {
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final long YESTERDAY = Duration.ofDays(1).toMillis();

  @TempDir Path folder;
  private final InboxClock clock = new InboxClock();
  private SqlInboxFixture fixture;

  @BeforeEach
  void open() {
    fixture = new SqlInboxFixture(folder, clock);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void itemsStandInTheOrderOfTheirTimesWithWhatWasDoneWithThem() {
    int taken = take(List.of(item(ANN, "second", -10, true), item(ANN, "first", -20, false)));
    assertThat(taken).isEqualTo(2);
    assertThat(titles(ANN)).containsExactly("second read", "first");
    assertThat(view(ANN).counts().unread()).isOne();
  }

  @Test
  void whatIsOlderComesBehindWhatTheUserHasAlready() {
    notify(ANN, "live one");
    notify(ANN, "live two");
    mark(ANN, view(ANN).items().getFirst(), Mark.Kind.READ);
    mark(ANN, view(ANN).items().getLast(), Mark.Kind.DELETED);
    take(List.of(item(ANN, "old", -YESTERDAY, true), item(ANN, "older", -2 * YESTERDAY, false)));
    take(List.of(item(ANN, "between", -YESTERDAY - 1, false)));
    assertThat(titles(ANN)).containsExactly("live two read", "old read", "between", "older");
    notify(ANN, "live three");
    assertThat(titles(ANN)).startsWith("live three", "live two read");
  }

  @Test
  void anItemThatIsSnoozedComesBackThoughItsPlaceIsAnother() {
    notify(ANN, "snoozed");
    Item item = view(ANN).items().getFirst();
    Instant soon = Instant.ofEpochMilli(clock.wallMillis()).plusSeconds(60);
    answer(fixture.inboxes().snooze(ANN, List.of(item.id()), soon));
    take(List.of(item(ANN, "old", -YESTERDAY, false)));
    assertThat(titles(ANN)).containsExactly("old");
    answer(fixture.inboxes().wake(ANN, List.of(item.id())));
    assertThat(titles(ANN)).containsExactly("snoozed", "old");
  }

  @Test
  void manyInManyStepsAreAllThere() {
    notify(ANN, "live");
    List<ImportedItem> all =
        IntStream.range(0, 950).mapToObj(i -> item(ANN, "n" + i, -YESTERDAY + i, false)).toList();
    for (int from = 0; from < all.size(); from += 190) {
      take(all.subList(from, from + 190));
    }
    List<String> titles = titles(ANN);
    assertThat(titles).hasSize(951).startsWith("live", "n949").endsWith("n1", "n0");
    assertThat(view(ANN).counts().unread()).isEqualTo(100);
  }

  @Test
  void onlyTheNewestThousandAreKept() {
    List<ImportedItem> all =
        IntStream.range(0, 1_000).mapToObj(i -> item(ANN, "n" + i, -YESTERDAY + i, true)).toList();
    take(all);
    take(List.of(item(ANN, "too old", -2 * YESTERDAY, false), item(ANN, "new", -1, false)));
    assertThat(titles(ANN)).hasSize(1_000).startsWith("new", "n999 read").doesNotContain("too old");
  }

  @Test
  void whatWasTakenBeforeIsPassedOver() {
    List<ImportedItem> items = List.of(item(ANN, "one", -2, false), item(BOB, "one", -1, false));
    assertThat(take(items)).isEqualTo(2);
    fixture.restart();
    assertThat(take(items)).isZero();
    assertThat(titles(ANN)).containsExactly("one");
    assertThat(titles(BOB)).containsExactly("one");
    assertThat(answer(fixture.inboxes().users(Optional.empty(), 10))).containsExactly(ANN, BOB);
    assertThat(answer(fixture.inboxes().users(Optional.of(ANN), 10))).containsExactly(BOB);
  }

  private int take(List<ImportedItem> items) {
    return answer(fixture.inboxes().importItems(items));
  }

  private ImportedItem item(UserId user, String title, long sinceNowMillis, boolean read) {
    return new ImportedItem(
        user,
        notification(title),
        (clock.wallMillis() + sinceNowMillis) * 1_000,
        Long.MAX_VALUE,
        read,
        read,
        false,
        title);
  }

  private static Notification notification(String title) {
    return new Notification(new JsonText("{\"title\":\"" + title + "\"}"), "", List.of(), "");
  }

  private void notify(UserId user, String title) {
    answer(
        fixture
            .inboxes()
            .deliver(
                new NotifyRequest(
                    "",
                    new Recipients.Users(List.of(user)),
                    Set.of(),
                    notification(title),
                    0,
                    Long.MAX_VALUE,
                    Optional.empty(),
                    Optional.empty())));
  }

  private void mark(UserId user, Item item, Mark.Kind kind) {
    Mark.Target.Ids target = new Mark.Target.Ids(List.of(item.id()));
    answer(fixture.inboxes().mark(user, new Mark(kind, target, OptionalLong.empty())));
  }

  private InboxView view(UserId user) {
    return answer(
        fixture
            .inboxes()
            .view(
                user,
                new ViewQuery(ItemFilter.INBOX, false, Optional.empty(), 100, Optional.empty())));
  }

  private List<String> titles(UserId user) {
    List<String> titles = new ArrayList<>();
    Optional<InboxView> page = Optional.empty();
    do {
      page =
          Optional.of(
              answer(
                  fixture
                      .inboxes()
                      .view(
                          user,
                          new ViewQuery(
                              ItemFilter.INBOX,
                              false,
                              page.flatMap(InboxView::next),
                              100,
                              Optional.empty()))));
      for (Item item : page.get().items()) {
        String title = item.notification().fields().toNode().get("title").stringValue();
        titles.add(title + (item.read() ? " read" : ""));
      }
    } while (page.flatMap(InboxView::next).isPresent());
    return titles;
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
