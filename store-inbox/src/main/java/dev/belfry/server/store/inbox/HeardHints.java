package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.store.inbox.HintText.Hint;
import dev.belfry.server.store.inbox.InboxTelling.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What other nodes have told, read from the database where a hint says too little. One thread
/// hands hints over, in their order.
final class HeardHints {
  private static final Logger LOG = LoggerFactory.getLogger(HeardHints.class);

  /// Hints that wait to be read; those beyond are lost, which is found as any loss is.
  private static final int WAITING_MAX = 100_000;

  private static final String ENTRY =
      "SELECT "
          + EntryRow.COLUMNS
          + ", n.data, f.name FROM {feed} f LEFT JOIN {entry} e ON e.feed = f.number"
          + " AND e.place = ? LEFT JOIN {notification} n ON n.number = e.notification"
          + " WHERE f.number = ?";

  private static final String EXCEPT =
      "SELECT p.name FROM {except} x LEFT JOIN {person} p ON p.number = x.person"
          + " WHERE x.notification = ?";

  private final InboxDatabase database;
  private final InboxTelling telling;
  private final AtomicInteger waiting = new AtomicInteger();

  /// Ends when all that was taken is told.
  private CompletionStage<Boolean> told = CompletableFuture.completedStage(true);

  HeardHints(InboxDatabase database, InboxTelling telling) {
    this.database = database;
    this.telling = telling;
  }

  void take(List<String> lines) {
    if (waiting.get() + lines.size() > WAITING_MAX) {
      telling.doubtful();
      return;
    }
    waiting.addAndGet(lines.size());
    List<Hint> hints = lines.stream().flatMap(line -> HintText.read(line).stream()).toList();
    told =
        told.thenCompose(_ -> events(hints))
            .thenApply(events -> {
              telling.tellHere(events);
              return true;
            })
            .exceptionally(lost -> {
              LOG.debug("hints of other nodes could not be read: {}", lost.getMessage());
              telling.doubtful();
              return true;
            })
            .whenComplete((_, _) -> waiting.addAndGet(-lines.size()));
  }

  private CompletionStage<List<Event>> events(List<Hint> hints) {
    boolean toRead = hints.stream().anyMatch(HeardHints::isToBeRead);
    return toRead
        ? database.read(connection -> events(connection, hints))
        : CompletableFuture.completedStage(withoutReading(hints));
  }

  private static boolean isToBeRead(Hint hint) {
    return switch (hint) {
      case Hint.Appended _ -> true;
      case Hint.Numbered numbered -> isToBeRead(numbered.hint());
      case Hint.Removed _, Hint.Changed _ -> false;
    };
  }

  private static List<Event> withoutReading(List<Hint> hints) {
    return hints.stream().flatMap(hint -> withoutReading(hint).stream()).toList();
  }

  private static Optional<Event> withoutReading(Hint hint) {
    return switch (hint) {
      case Hint.Appended _ -> Optional.empty();
      case Hint.Removed r ->
          Optional.of(new Event.Removed(r.feed(), r.ids(), r.before(), r.after()));
      case Hint.Changed c ->
          Optional.of(new Event.Changed(c.user(), c.revision(), Optional.empty()));
      case Hint.Numbered n -> withoutReading(n.hint()).map(event -> numbered(event, n));
    };
  }

  private static Event numbered(Event event, Hint.Numbered hint) {
    return new Event.Numbered(event, hint.slot(), hint.number());
  }

  private static List<Event> events(InboxConnection connection, List<Hint> hints)
      throws SQLException {
    List<Event> events = new ArrayList<>();
    for (Hint hint : hints) {
      event(connection, hint).ifPresent(events::add);
    }
    return events;
  }

  private static Optional<Event> event(InboxConnection connection, Hint hint) throws SQLException {
    return switch (hint) {
      case Hint.Appended appended -> appended(connection, appended);
      case Hint.Numbered n -> event(connection, n.hint()).map(event -> numbered(event, n));
      case Hint.Removed _, Hint.Changed _ -> withoutReading(hint);
    };
  }

  private record Read(EntryRow entry, Note note, ChannelName feed) {}

  /// Where the entry is gone again, the feed has gone on all the same.
  private static Optional<Event> appended(InboxConnection connection, Hint.Appended hint)
      throws SQLException {
    Optional<Read> read =
        connection
            .sql(ENTRY)
            .with(hint.place())
            .with(hint.feed())
            .found(row -> {
              EntryRow entry = EntryRow.read(row);
              Note note =
                  new Note(
                      entry.notification(),
                      entry.id(),
                      Note.decode(row.getBytes(11)),
                      entry.expiresMillis());
              return new Read(entry, note, new ChannelName(Bytes.text(row.getBytes(12))));
            })
            .stream()
            .findFirst();
    if (read.isEmpty()) {
      return gone(connection, hint);
    }
    EntryRow entry = read.get().entry;
    Set<UserId> except =
        new HashSet<>(
            connection
                .sql(EXCEPT)
                .with(entry.notification())
                .found(row -> new UserId(Bytes.text(row.getBytes(1)))));
    return Optional.of(
        new Event.Appended(
            entry,
            Items.fresh(read.get().feed, entry, read.get().note.notification()),
            except,
            hint.replaces(),
            hint.before(),
            hint.after()));
  }

  private static Optional<Event> gone(InboxConnection connection, Hint.Appended hint)
      throws SQLException {
    List<Ulid> ids = hint.replaces().stream().toList();
    return connection
        .sql("SELECT f.name FROM {feed} f WHERE f.number = ?")
        .with(hint.feed())
        .first(row ->
            new Event.Removed(
                new ChannelName(Bytes.text(row.getBytes(1))), ids, hint.before(), hint.after()));
  }
}
