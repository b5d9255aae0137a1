package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.InboxUnavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes due: looked for again and again, by each node; of two that find the same, one does
/// it. Any thread asks.
final class DueWork {
  private static final Logger LOG = LoggerFactory.getLogger(DueWork.class);
  private static final int SCHEDULED = 50;
  private static final int SNOOZED = 200;
  private static final int OLD = 500;

  /// Of a chore on which nothing was done so long, the node is gone.
  private static final long LEFT_MILLIS = 5_000;

  private static final String OLD_KEYS =
      "SELECT k.text FROM {key} k WHERE k.time < ? ORDER BY k.time LIMIT ?";

  private static final String OLD_RETRACTED =
      "SELECT n.number FROM {notification} n WHERE n.state = 1 AND n.at < ?"
          + " AND (SELECT c.number FROM {chore} c WHERE c.subject = n.number LIMIT 1) IS NULL"
          + " ORDER BY n.at LIMIT ?";

  private final InboxDatabase database;
  private final InboxTools tools;
  private final InboxWork work;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> looking =
      new AtomicReference<>();

  /// Whether this node has looked before: chores that its last run left need no patience.
  private volatile boolean looked;

  DueWork(InboxDatabase database, InboxTools tools, InboxWork work) {
    this.database = database;
    this.tools = tools;
    this.work = work;
  }

  /// What one look finds.
  private record Found(
      List<Scheduling.Due> scheduled,
      List<Snoozes.Due> snoozed,
      List<EntryRow> expired,
      OldEntries.Aged aged,
      List<Long> chores,
      boolean old) {
    /// Whether there may be more: what appears may have expired already.
    boolean more() {
      return !scheduled.isEmpty()
          || !snoozed.isEmpty()
          || isMany(expired)
          || isMany(aged.entries());
    }

    private static boolean isMany(List<EntryRow> entries) {
      return entries.size() == OldEntries.SOME;
    }
  }

  /// Looks, where that is not under way. Ends when nothing is due any more; false where something
  /// failed, which is logged.
  CompletionStage<Boolean> look() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    CompletableFuture<Boolean> underWay = looking.compareAndExchange(null, done);
    if (underWay != null) {
      return underWay;
    }
    lookOnce(done, true);
    return done;
  }

  /// @param first whether this is not because there was more
  private void lookOnce(CompletableFuture<Boolean> done, boolean first) {
    long now = database.nowMillis();
    var _ =
        database
            .read(connection -> find(connection, now, first))
            .thenCompose(found -> take(found, now).thenApply(_ -> found.more()))
            .whenComplete((more, failure) -> {
              if (failure == null && more) {
                lookOnce(done, false);
                return;
              }
              looking.set(null);
              if (failure != null) {
                failed(failure);
              } else {
                looked = true;
              }
              done.complete(failure == null);
            });
  }

  private static void failed(Throwable failure) {
    Throwable why =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (why instanceof InboxUnavailable) {
      LOG.debug("what is due in inboxes can't be done now: {}", why.getMessage());
    } else {
      LOG.error("what is due in inboxes failed; it is tried again", why);
    }
  }

  private Found find(InboxConnection connection, long now, boolean first) throws SQLException {
    long oldest = now - tools.keyAgeMillis();
    boolean old =
        connection.sql("SELECT 1 FROM {key} k WHERE k.time < ? LIMIT 1").with(oldest).any()
            || connection
                .sql("SELECT 1 FROM {notification} n WHERE n.state = 1 AND n.at < ? LIMIT 1")
                .with(oldest)
                .any();
    return new Found(
        Scheduling.due(connection, now, SCHEDULED),
        Snoozes.due(connection, now, SNOOZED),
        OldEntries.expired(connection, now),
        OldEntries.aged(connection, tools, now, first),
        Chores.left(connection, looked ? now - LEFT_MILLIS : now - tools.patienceMillis()),
        old);
  }

  private CompletableFuture<Void> take(Found found, long now) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (Scheduling.Due due : found.scheduled) {
      all.add(work.deliver(due).toCompletableFuture());
    }
    if (!found.snoozed.isEmpty()) {
      List<Long> people = found.snoozed.stream().map(Snoozes.Due::person).distinct().toList();
      all.add(
          work.write(Needs.none().people(people), unit -> wake(unit, found.snoozed))
              .toCompletableFuture());
    }
    if (!found.expired.isEmpty()) {
      all.add(
          work.write(
                  OldEntries.needs(found.expired), unit -> OldEntries.expire(unit, found.expired))
              .toCompletableFuture());
    }
    if (!found.aged.isNothing()) {
      all.add(
          work.write(
                  OldEntries.needs(found.aged.entries()), unit -> OldEntries.age(unit, found.aged))
              .toCompletableFuture());
    }
    for (Long chore : found.chores) {
      all.add(work.resume(chore).toCompletableFuture());
    }
    if (found.old) {
      all.add(work.write(Needs.none(), unit -> forget(unit, now)).toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private static boolean wake(WriteUnit unit, List<Snoozes.Due> snoozed) throws SQLException {
    for (Snoozes.Due due : snoozed) {
      Optional<PersonRow> person = unit.people().find(due.person());
      if (person.isPresent()) {
        Snoozes.wake(unit, person.get(), due.id());
      }
    }
    return true;
  }

  // ---- what is old

  private boolean forget(WriteUnit unit, long now) throws SQLException {
    long oldest = now - tools.keyAgeMillis();
    for (byte[] key : unit.sql(OLD_KEYS).with(oldest).with(OLD).list(row -> row.getBytes(1))) {
      unit.sql("DELETE FROM {key} WHERE text = ?").with(key).update();
    }
    for (Long number : unit.sql(OLD_RETRACTED).with(oldest).with(OLD).list(row -> row.getLong(1))) {
      unit.sql("DELETE FROM {notification} WHERE number = ?").with(number).update();
      unit.sql("DELETE FROM {except} WHERE notification = ?").with(number).update();
    }
    return true;
  }
}
