package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// What a question costs does not grow with what others have: it is the same with ten times the
/// users, feeds, notifications, snoozes and scheduled ones.
public abstract class InboxCostContract {
  private static final UserId ANN = new UserId("ann");
  private static final ChannelName NEWS = new ChannelName("news");

  /// When an item came that is too old.
  private static final long OLD = 1_000_000;

  /// What may be more by chance: a table's tree is one level deeper.
  private static final double MORE = 1.25;

  /// So long that of what the test makes only what is imported as older is too old.
  protected static final InboxAges AGES =
      new InboxAges(Duration.ofDays(1).toMillis(), Duration.ofDays(1).toMillis(), InboxAges.NEVER);

  private Inboxes inboxes;
  private int others;
  private int rounds;
  private Ulid last = Ulid.MIN;

  /// Inboxes that do what they are asked before the call returns, with no memory of what was read.
  protected abstract Inboxes open() throws Exception;

  /// Rows visited, or what grows with them, since the last call.
  protected abstract long visited() throws Exception;

  /// What may be more by chance where it is little: far less than a visit to all that others have.
  protected abstract int moreAtLeast();

  /// How many others there are at first; later ten times as many.
  protected int few() {
    return 12;
  }

  /// Looks for what is due.
  protected abstract void look();

  /// Does what the database does by itself within a minute, to know its tables.
  protected void analyze() throws Exception {}

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Ulid notify(Recipients to, long atMillis) {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"a\"}"), "orders", List.of("t"), "g");
    NotifyRequest request =
        new NotifyRequest(
            "app",
            to,
            Set.of(),
            notification,
            atMillis,
            Long.MAX_VALUE - 1,
            Optional.of("k" + rounds + " " + others + " " + atMillis + to.hashCode()),
            Optional.of("r" + others));
    return switch (get(inboxes.deliver(request))) {
      case NotifyOutcome.Delivered(Ulid id, long _) -> id;
      case NotifyOutcome.Scheduled(Ulid id, long _) -> id;
      case NotifyOutcome.Conflict(), NotifyOutcome.ScheduleFull() -> throw new AssertionError();
    };
  }

  private static Mark read(List<Ulid> ids) {
    return new Mark(Mark.Kind.READ, new Mark.Target.Ids(ids), OptionalLong.empty());
  }

  /// Others come, each with much of their own.
  private void more(int count) {
    Instant late = Instant.ofEpochMilli(Long.MAX_VALUE / 2);
    for (int i = 0; i < count; i++) {
      UserId user = new UserId("other " + others++);
      ChannelName feed = new ChannelName("feed" + others);
      get(inboxes.follow(user, feed));
      List<Ulid> ids = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        ids.add(notify(new Recipients.Users(List.of(user)), -j));
      }
      ids.add(notify(new Recipients.Followers(feed), 0));
      get(inboxes.mark(user, read(ids)));
      get(inboxes.snooze(user, ids.subList(0, 2), late));
      notify(new Recipients.Users(List.of(user)), Long.MAX_VALUE / 4);
      last = ids.getLast();
    }
  }

  private ImportedItem old() {
    Notification notification =
        new Notification(new JsonText("{\"title\":\"old\"}"), "", List.of(), "");
    return new ImportedItem(
        ANN, notification, OLD, Long.MAX_VALUE, false, false, false, "k" + rounds);
  }

  private Map<String, Long> costs() throws Exception {
    analyze();
    Map<String, Long> costs = new LinkedHashMap<>();
    ViewQuery page = new ViewQuery(ItemFilter.INBOX, true, Optional.empty(), 20, Optional.empty());
    cost(costs, "view", () -> get(inboxes.view(ANN, page)));
    cost(costs, "counts", () -> get(inboxes.counts(ANN, List.of(ItemFilter.INBOX))));
    cost(costs, "standing", () -> get(inboxes.standing(ANN)));
    UserId one = new UserId("one " + ++rounds);
    cost(costs, "first contact", () -> get(inboxes.standing(one)));
    List<Ulid> ids = new ArrayList<>();
    cost(costs, "notify one", () -> ids.add(notify(new Recipients.Users(List.of(one, ANN)), 0)));
    cost(costs, "notify followers", () -> ids.add(notify(new Recipients.Followers(NEWS), 1)));
    cost(costs, "notify everyone", () -> ids.add(notify(new Recipients.Everyone(), 2)));
    cost(costs, "mark", () -> get(inboxes.mark(ANN, read(ids))));
    cost(costs, "another's item", () -> get(inboxes.item(ANN, last)));
    cost(costs, "status", () -> get(inboxes.status(ids.getFirst())));
    Instant past = Instant.ofEpochMilli(5);
    cost(costs, "snooze", () -> get(inboxes.snooze(ANN, ids, past)));
    cost(costs, "look", this::look);
    cost(costs, "import", () -> get(inboxes.importItems(List.of(old()))));
    cost(costs, "look for what is too old", this::look);
    assertThat(get(inboxes.view(ANN, page)).items()).noneMatch(item -> item.atMicros() == OLD);
    cost(costs, "follow", () -> get(inboxes.follow(one, NEWS)));
    cost(costs, "unfollow", () -> get(inboxes.unfollow(one, NEWS)));
    cost(costs, "retract", () -> ids.forEach(id -> get(inboxes.retract(id))));
    return costs;
  }

  private void cost(Map<String, Long> costs, String name, Runnable work) throws Exception {
    long _ = visited();
    work.run();
    costs.put(name, visited());
  }

  @Test
  void costsAreTheSameWithTenTimesTheUsers() throws Exception {
    inboxes = open();
    get(inboxes.follow(ANN, NEWS));
    more(few());
    Map<String, Long> _ = costs();
    Map<String, Long> few = costs();
    more(9 * few());
    Map<String, Long> many = costs();

    many.forEach((name, cost) ->
        assertThat(cost)
            .as("%s: %s rows, with ten times as much %s", name, few.get(name), cost)
            .isLessThanOrEqualTo((long) (few.get(name) * MORE) + moreAtLeast()));
  }
}
