package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.store.inbox.Chores.Chore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// What takes one transaction or several: notifying, retracting, erasing. Any thread asks.
final class InboxWork {
  private static final int SCHEDULED_AT_ONCE = 50;

  /// By how much the database's time may be another than is known here: what is asked for now is
  /// not to wait.
  private static final long CLOCKS_APART_MILLIS = 100;

  private final InboxDatabase database;
  private final InboxTools tools;
  private final DueWork due;

  /// Chores that this node is at.
  private final Set<Long> driven = ConcurrentHashMap.newKeySet();

  InboxWork(InboxDatabase database, InboxTools tools) {
    this.database = database;
    this.tools = tools;
    this.due = new DueWork(database, tools, this);
  }

  <T> CompletionStage<T> write(Needs needs, InboxWrite.Work<T> work) {
    InboxWrite<T> write = new InboxWrite<>(tools, needs, work);
    database.write(write);
    return write.answer();
  }

  CompletionStage<Boolean> look() {
    return due.look();
  }

  // ---- notifying

  CompletionStage<NotifyOutcome> deliver(NotifyRequest request) {
    boolean later = request.atMillis() > database.nowMillis() + CLOCKS_APART_MILLIS;
    RequestText text = RequestText.of(request);
    Needs needs =
        later ? Needs.none().data(text.encode().length) : Deliveries.needs(text, tools.ages());
    needs.data(request.notification().fields().text().length());
    request.key().ifPresent(key -> needs.key("key " + request.author() + " " + key));
    return write(
            needs,
            unit ->
                Deliveries.deliver(unit, request, later || request.atMillis() > unit.nowMillis()))
        .thenCompose(done -> driven(done.chore()).thenApply(_ -> done.outcome()));
  }

  /// Puts what was scheduled where it belongs.
  CompletionStage<Boolean> deliver(Scheduling.Due waiting) {
    Needs needs =
        Deliveries.needs(waiting.request(), tools.ages()).key(Chores.keyOf(waiting.note().id()));
    return write(
            needs,
            unit ->
                Scheduling.remove(unit, waiting.note().number())
                    ? Deliveries.send(unit, waiting.note(), waiting.request()).chore()
                    : OptionalLong.empty())
        .thenCompose(this::driven);
  }

  // ---- chores

  private CompletionStage<Boolean> driven(OptionalLong chore) {
    return chore.isPresent() ? drive(chore.getAsLong()) : CompletableFuture.completedStage(true);
  }

  /// Goes on with a chore that was left, where this node is not at it.
  CompletionStage<Boolean> resume(long chore) {
    return driven.contains(chore) ? CompletableFuture.completedStage(true) : drive(chore);
  }

  private CompletionStage<Boolean> drive(long number) {
    driven.add(number);
    return goOn(number).whenComplete((_, _) -> driven.remove(number));
  }

  /// Takes one step after another until the chore is no more.
  private CompletionStage<Boolean> goOn(long number) {
    return database
        .read(connection -> Chores.read(connection, number))
        .thenCompose(chore ->
            chore.isEmpty()
                ? CompletableFuture.completedStage(true)
                : step(chore.get())
                    .thenCompose(
                        done -> done ? CompletableFuture.completedStage(true) : goOn(number)));
  }

  private CompletionStage<Boolean> step(Chore chore) {
    return switch (chore.kind()) {
      case Chores.NOTIFY -> {
        List<UserId> users = Chores.nextUsers(chore);
        yield write(
            Needs.none().users(users).key(chore.key()), unit -> Chores.notify(unit, chore, users));
      }
      case Chores.RETRACT ->
          database
              .read(connection -> Chores.ownEntries(connection, chore.subject()))
              .thenCompose(entries ->
                  write(
                      Needs.none()
                          .people(entries.stream().map(entry -> -entry.feed()).toList())
                          .key(chore.key()),
                      unit -> Chores.retract(unit, chore, entries)));
      case Chores.ERASE ->
          database
              .read(connection -> Scheduling.after(connection, chore.cursor(), SCHEDULED_AT_ONCE))
              .thenCompose(
                  some -> write(eraseNeeds(chore, some), unit -> Chores.erase(unit, chore, some)));
      default -> throw new IllegalStateException("a chore of a later release");
    };
  }

  private static Needs eraseNeeds(Chore chore, List<Scheduling.Waiting> some) {
    Needs needs = Needs.none().key(chore.key());
    some.forEach(waiting -> needs.key(Chores.keyOf(waiting.id())));
    return needs;
  }

  // ---- retracting

  CompletionStage<Boolean> retract(Ulid id) {
    return database
        .read(connection -> Retractions.feeds(connection, id))
        .thenCompose(feeds -> {
          Needs needs = Needs.none().key(Chores.keyOf(id));
          feeds.forEach(needs::feed);
          return write(needs, unit -> Retractions.retract(unit, id));
        })
        .thenCompose(done ->
            switch (done) {
              case Retractions.Done.Unknown _ -> CompletableFuture.completedStage(false);
              case Retractions.Done.Stale _ -> retract(id);
              case Retractions.Done.Taken(OptionalLong chore) -> driven(chore);
            });
  }

  // ---- erasing

  /// What is under way to the user is brought to its end first.
  CompletionStage<Void> erase(UserId user) {
    return database
        .read(connection -> Chores.notifying(connection, user))
        .thenCompose(chores -> {
          List<CompletableFuture<Boolean>> ends = new ArrayList<>();
          chores.forEach(chore -> ends.add(drive(chore).toCompletableFuture()));
          return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        })
        .thenCompose(_ -> eraseRows(user))
        .thenCompose(this::drive)
        .thenAccept(_ -> {});
  }

  private CompletionStage<Long> eraseRows(UserId user) {
    return database
        .read(connection -> Follows.feeds(connection, user))
        .thenCompose(feeds -> {
          Needs needs = Needs.none().ifKnown(user);
          feeds.forEach(needs::feed);
          return write(needs, unit -> Follows.erase(unit, user));
        })
        .thenCompose(
            chore -> chore < 0 ? eraseRows(user) : CompletableFuture.completedStage(chore));
  }
}
