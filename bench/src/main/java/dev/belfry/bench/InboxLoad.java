package dev.belfry.bench;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.inbox.ViewQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Measures inboxes in SQLite or PostgreSQL, with as many users known as are asked for: notifying
/// everyone, a page with its counts at full windows, marks by 256 clients, bytes for a user.
///
///     java -cp bench/target/benchmarks.jar dev.belfry.bench.InboxLoad FOLDER 1000000
///     java -cp bench/target/benchmarks.jar dev.belfry.bench.InboxLoad postgresql://... 100000
public final class InboxLoad {
  private static final int CLIENTS = 256;
  private static final int NOTIFICATIONS = 50;
  private static final int MARKS = 200_000;
  private static final int PAGES = 2_000;
  private static final ItemFilter ALL = ItemFilter.INBOX;

  private final InboxStore store;
  private final Inboxes inboxes;
  private final int users;

  private InboxLoad(InboxStore store, int users) {
    this.store = store;
    this.inboxes = store.inboxes();
    this.users = users;
  }

  /// Runs it.
  ///
  /// @param arguments an empty folder or the URL of an empty database of PostgreSQL, and how many
  ///   users
  public static void main(String[] arguments) throws Exception {
    try (InboxStore store = InboxStore.open(arguments[0])) {
      new InboxLoad(store, Integer.parseInt(arguments[1])).run();
    }
  }

  private void run() throws Exception {
    long empty = store.bytes();
    Timing.many(
        "first contacts",
        users,
        Timing.UNDER_WAY,
        i -> inboxes.standing(user(i)).toCompletableFuture());
    long known = store.bytes();
    notifyEveryone("notify everyone", NOTIFICATIONS);
    readAllInOrder();
    System.out.printf(
        "bytes: %d for a user who is known, %d more for one who reads in order%n",
        (known - empty) / users, (store.bytes() - known) / users);
    marks();
    notifyEveryone("notify everyone, on to a full window", 10_000 - NOTIFICATIONS);
    fillOwn();
    pages();
  }

  static UserId user(int number) {
    return new UserId("user" + number);
  }

  static NotifyRequest request(Recipients to) {
    Notification notification =
        new Notification(
            new JsonText("{\"title\":\"Your order has shipped\",\"url\":\"/orders/7\"}"),
            ThreadLocalRandom.current().nextBoolean() ? "orders" : "news",
            List.of("a"),
            "");
    return new NotifyRequest(
        "", to, Set.of(), notification, 0, Long.MAX_VALUE, Optional.empty(), Optional.empty());
  }

  private void notifyEveryone(String name, int count) {
    Timing.times(
        name,
        count,
        _ -> inboxes.deliver(request(new Recipients.Everyone())).toCompletableFuture());
  }

  private List<Ulid> newestIds(UserId user) {
    return inboxes
        .view(user, new ViewQuery(ALL, false, Optional.empty(), 50, Optional.empty()))
        .toCompletableFuture()
        .join()
        .items()
        .stream()
        .map(item -> item.id())
        .toList();
  }

  private void readAllInOrder() {
    Mark read = mark(Mark.Kind.READ, newestIds(user(0)));
    Timing.many(
        "read all",
        users,
        Timing.UNDER_WAY,
        i -> inboxes.mark(user(i), read).toCompletableFuture());
  }

  private static Mark mark(Mark.Kind kind, List<Ulid> ids) {
    return new Mark(kind, new Mark.Target.Ids(ids), OptionalLong.empty());
  }

  private void marks() {
    List<Ulid> ids = newestIds(user(0));
    List<Mark> marks = new ArrayList<>();
    for (Ulid id : ids) {
      marks.add(mark(Mark.Kind.UNREAD, List.of(id)));
    }
    Timing.many(
        "marks of one item each by " + CLIENTS + " clients",
        MARKS,
        CLIENTS,
        i ->
            inboxes
                .mark(user(i % CLIENTS), marks.get(i / CLIENTS % marks.size()))
                .toCompletableFuture());
  }

  private void fillOwn() {
    Timing.many(
        "fill own feeds",
        CLIENTS * 1_000,
        Timing.UNDER_WAY,
        i ->
            inboxes
                .deliver(request(new Recipients.Users(List.of(user(i % CLIENTS)))))
                .toCompletableFuture());
  }

  private void pages() {
    ViewQuery page = new ViewQuery(ALL, false, Optional.empty(), 20, Optional.empty());
    Timing.times(
        "first page with counts, full windows",
        PAGES,
        i -> inboxes.view(user(i % CLIENTS), page).toCompletableFuture());
  }
}
