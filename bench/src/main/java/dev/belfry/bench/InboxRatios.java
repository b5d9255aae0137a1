package dev.belfry.bench;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.inbox.ViewQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// Inboxes in SQLite beside a table with a row of flags for each user and notification, in one run:
/// the same users and notifications, one after the other.
///
///     java -cp bench/target/benchmarks.jar dev.belfry.bench.InboxRatios FOLDER 10000 200
public final class InboxRatios {
  private static final int CLIENTS = 256;
  private static final int MARKS = 50_000;
  private static final int PAGES = 2_000;
  private static final String BODY = "{\"title\":\"Your order has shipped\",\"url\":\"/orders/7\"}";

  private final int users;
  private final int items;
  private final Map<String, Double> flags = new LinkedHashMap<>();
  private final Map<String, Double> inboxes = new LinkedHashMap<>();

  private InboxRatios(int users, int items) {
    this.users = users;
    this.items = items;
  }

  /// Runs it.
  ///
  /// @param arguments an empty folder, how many users and how many notifications to everyone
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    InboxRatios run =
        new InboxRatios(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    run.ofFlags(Files.createDirectories(folder.resolve("flags")));
    run.ofInboxes(Files.createDirectories(folder.resolve("inboxes")));
    run.tell();
  }

  private void tell() {
    System.out.printf("%n%-54s %12s %12s %10s%n", "", "flags", "inboxes", "ratio");
    flags.forEach((name, figure) -> {
      double own = inboxes.getOrDefault(name, Double.NaN);
      System.out.printf("%-54s %12.2f %12.2f %10.4f%n", name, figure, own, own / figure);
    });
  }

  // ---- the table

  private void ofFlags(Path folder) throws Exception {
    try (FlagsTable table = new FlagsTable(folder)) {
      Timing.many("flags: first contacts", users, Timing.UNDER_WAY, table::addUser);
      table.settle();
      long empty = InboxStore.size(folder);
      put(
          flags,
          "notify everyone, ms",
          Timing.times(
              "flags: notify everyone", items, i -> table.notifyEveryone(i, "orders", BODY)));
      put(flags, "first page with counts, all unread, ms", flagPages(table));
      flags.put(
          "items read one by one, with the counts, a second",
          Timing.many(
              "flags: marks",
              MARKS,
              CLIENTS,
              i -> table.markAndCount(i % CLIENTS, i / CLIENTS % items, true)));
      put(flags, "first page with counts, some read, ms", flagPages(table));
      flags.put(
          "users who read all, a second",
          Timing.many("flags: read all", users, Timing.UNDER_WAY, table::readAll));
      table.settle();
      flags.put("bytes a user", (InboxStore.size(folder) - empty) / (double) users);
      flags.put(
          "items un-marked one by one, with the counts, a second",
          Timing.many(
              "flags: un-marks",
              MARKS,
              CLIENTS,
              i -> table.markAndCount(i % CLIENTS, i / CLIENTS % items, false)));
    }
  }

  private static double[] flagPages(FlagsTable table) {
    return Timing.times(
        "flags: pages",
        PAGES,
        i -> {
          try {
            return CompletableFuture.completedFuture(table.page(i % CLIENTS));
          } catch (SQLException failure) {
            return CompletableFuture.failedFuture(failure);
          }
        });
  }

  private static void put(Map<String, Double> figures, String name, double[] times) {
    figures.put(name + " p50", times[0]);
    figures.put(name + " p99", times[1]);
  }

  // ---- inboxes

  private void ofInboxes(Path folder) throws Exception {
    try (InboxStore store = InboxStore.open(folder.toString())) {
      Inboxes of = store.inboxes();
      Timing.many(
          "inboxes: first contacts",
          users,
          Timing.UNDER_WAY,
          i -> of.standing(InboxLoad.user(i)).toCompletableFuture());
      long empty = settled(folder);
      List<Ulid> ids = notifyEveryone(of);
      put(inboxes, "first page with counts, all unread, ms", pages(of));
      inboxes.put(
          "items read one by one, with the counts, a second", marks(of, ids, Mark.Kind.READ));
      put(inboxes, "first page with counts, some read, ms", pages(of));
      readAll(of);
      inboxes.put("bytes a user", (settled(folder) - empty) / (double) users);
      inboxes.put(
          "items un-marked one by one, with the counts, a second",
          marks(of, ids, Mark.Kind.UNREAD));
    }
  }

  private List<Ulid> notifyEveryone(Inboxes of) {
    List<Ulid> ids = new ArrayList<>();
    put(
        inboxes,
        "notify everyone, ms",
        Timing.times(
            "inboxes: notify everyone",
            items,
            _ ->
                of.deliver(everyone())
                    .thenAccept(sent -> ids.add(((NotifyOutcome.Delivered) sent).id()))
                    .toCompletableFuture()));
    return ids;
  }

  private void readAll(Inboxes of) {
    Mark.Target all = new Mark.Target.All(ItemFilter.INBOX, newest(of).place());
    Mark read = new Mark(Mark.Kind.READ, all, OptionalLong.empty());
    inboxes.put(
        "users who read all, a second",
        Timing.many(
            "inboxes: read all",
            users,
            Timing.UNDER_WAY,
            i -> of.mark(InboxLoad.user(i), read).toCompletableFuture()));
  }

  private static NotifyRequest everyone() {
    return InboxLoad.request(new Recipients.Everyone());
  }

  private double marks(Inboxes of, List<Ulid> ids, Mark.Kind kind) {
    List<Mark> each =
        ids.stream()
            .map(id -> new Mark(kind, new Mark.Target.Ids(List.of(id)), OptionalLong.empty()))
            .toList();
    return Timing.many(
        "inboxes: marks",
        MARKS,
        CLIENTS,
        i ->
            of.mark(InboxLoad.user(i % CLIENTS), each.get(i / CLIENTS % items))
                .toCompletableFuture());
  }

  private static ViewQuery first(int limit) {
    return new ViewQuery(ItemFilter.INBOX, false, Optional.empty(), limit, Optional.empty());
  }

  private static Item newest(Inboxes of) {
    return of.view(InboxLoad.user(0), first(1)).toCompletableFuture().join().items().getFirst();
  }

  private static double[] pages(Inboxes of) {
    return Timing.times(
        "inboxes: pages",
        PAGES,
        i -> of.view(InboxLoad.user(i % CLIENTS), first(20)).toCompletableFuture());
  }

  /// The bytes of a database, once its log has come into its file.
  private static long settled(Path folder) throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        var statement = other.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    return InboxStore.size(folder);
  }
}
