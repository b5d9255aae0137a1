package dev.belfry.bench;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.DurableLogsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/// Measures inboxes in SQLite, with as many users known as are asked for: notifying everyone, a
/// page with its counts at full windows, marks by 256 clients, bytes for a user.
///
///     java -cp bench/target/benchmarks.jar dev.belfry.bench.InboxLoad FOLDER 1000000
public final class InboxLoad {
  private static final int UNDER_WAY = 2_000;
  private static final int CLIENTS = 256;
  private static final int NOTIFICATIONS = 50;
  private static final int MARKS = 200_000;
  private static final int PAGES = 2_000;
  private static final ItemFilter ALL = ItemFilter.INBOX;

  private final Inboxes inboxes;
  private final int users;

  private InboxLoad(Inboxes inboxes, int users) {
    this.inboxes = inboxes;
    this.users = users;
  }

  /// Runs it.
  ///
  /// @param arguments an empty folder, and how many users
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ServerConfig config = ServerConfig.of(Map.of("data", folder.toString()));
    DurableLogs store =
        DurableLogsProvider.find()
            .orElseThrow()
            .open(config, config.channelPolicies(), Clock.system(), new SecureRandom());
    InboxLoad load = new InboxLoad(store.inboxes(), Integer.parseInt(arguments[1]));
    load.run(folder);
    store.close();
  }

  private void run(Path folder) throws IOException {
    long empty = size(folder);
    many("first contacts", users, i -> inboxes.standing(user(i)).toCompletableFuture());
    long known = size(folder);
    notifyEveryone("notify everyone", NOTIFICATIONS);
    readAllInOrder();
    System.out.printf(
        "bytes: %d for a user who is known, %d more for one who reads in order%n",
        (known - empty) / users, (size(folder) - known) / users);
    marks();
    notifyEveryone("notify everyone, on to a full window", 10_000 - NOTIFICATIONS);
    fillOwn();
    pages();
  }

  private static UserId user(int number) {
    return new UserId("user" + number);
  }

  private static NotifyRequest request(Recipients to) {
    Notification notification =
        new Notification(
            new JsonText("{\"title\":\"Your order has shipped\",\"url\":\"/orders/7\"}"),
            ThreadLocalRandom.current().nextBoolean() ? "orders" : "news",
            List.of("a"),
            "");
    return new NotifyRequest(
        "", to, Set.of(), notification, 0, Long.MAX_VALUE, Optional.empty(), Optional.empty());
  }

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += file.toString().endsWith(".db") ? Files.size(file) : 0;
      }
    }
    return bytes;
  }

  /// So many at once, each answered before another begins in its place.
  private static void many(String name, int count, IntFunction<CompletableFuture<?>> work) {
    many(name, count, UNDER_WAY, work);
  }

  private static void many(
      String name, int count, int underWay, IntFunction<CompletableFuture<?>> work) {
    Semaphore room = new Semaphore(underWay);
    AtomicLong failed = new AtomicLong();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      room.acquireUninterruptibly();
      var _ =
          work.apply(i)
              .whenComplete((_, failure) -> {
                failed.addAndGet(failure == null ? 0 : 1);
                room.release();
              });
    }
    room.acquireUninterruptibly(underWay);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%s: %d in %.1f s, %.0f/s, %d failed%n",
        name, count, seconds, count / seconds, failed.get());
  }

  /// One after another.
  private static void times(String name, int count, IntFunction<CompletableFuture<?>> work) {
    long[] micros = new long[count];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      work.apply(i).join();
      micros[i] = (System.nanoTime() - began) / 1_000;
    }
    Arrays.sort(micros);
    System.out.printf(
        "%s: p50 %.2f ms, p99 %.2f ms, at most %.2f ms%n",
        name, micros[count / 2] / 1e3, micros[count * 99 / 100] / 1e3, micros[count - 1] / 1e3);
  }

  private void notifyEveryone(String name, int count) {
    times(
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
    many("read all", users, i -> inboxes.mark(user(i), read).toCompletableFuture());
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
    many(
        "marks of one item each by " + CLIENTS + " clients",
        MARKS,
        CLIENTS,
        i ->
            inboxes
                .mark(user(i % CLIENTS), marks.get(i / CLIENTS % marks.size()))
                .toCompletableFuture());
  }

  private void fillOwn() {
    many(
        "fill own feeds",
        CLIENTS * 1_000,
        i ->
            inboxes
                .deliver(request(new Recipients.Users(List.of(user(i % CLIENTS)))))
                .toCompletableFuture());
  }

  private void pages() {
    ViewQuery page = new ViewQuery(ALL, false, Optional.empty(), 20, Optional.empty());
    times(
        "first page with counts, full windows",
        PAGES,
        i -> inboxes.view(user(i % CLIENTS), page).toCompletableFuture());
  }
}
