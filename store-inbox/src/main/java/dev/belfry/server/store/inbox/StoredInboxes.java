package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FollowOutcome;
import dev.belfry.server.inbox.GroupCount;
import dev.belfry.server.inbox.ImportedItem;
import dev.belfry.server.inbox.InboxCounts;
import dev.belfry.server.inbox.InboxEvents;
import dev.belfry.server.inbox.InboxUnavailable;
import dev.belfry.server.inbox.InboxView;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.MarkOutcome;
import dev.belfry.server.inbox.NotificationStatus;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Preference;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.inbox.Standing;
import dev.belfry.server.inbox.ViewQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The inboxes in a database. Any thread asks. What is asked of one user is read in one state of
/// the database; what is written goes into a transaction that others share.
public final class StoredInboxes implements SharedInboxes {
  private final InboxDatabase database;
  private final InboxTools tools;
  private final FeedIndexes indexes;
  private final InboxWork work;
  private final HeardHints heard;

  public StoredInboxes(InboxDatabase database, InboxSettings settings) {
    this.database = database;
    this.tools = settings.tools();
    this.indexes = new FeedIndexes(settings.indexBytesMax());
    this.work = new InboxWork(database, tools);
    this.heard = new HeardHints(database, tools.telling());
  }

  @Override
  public void listen(InboxEvents events) {
    tools.telling().listen(events);
  }

  /// Lets appear, come back and expire what is due, and goes on with work that was left. To be
  /// called every half second or so, by each node. Ends when nothing is due any more; false where
  /// something failed, which is logged.
  public CompletionStage<Boolean> look() {
    return work.look();
  }

  /// Compares what other nodes have committed of shared feeds with what was told here; where
  /// something was lost, listeners hear that they have to read. To be called every few seconds, and
  /// once before anything is told.
  public CompletionStage<Boolean> check() {
    return database
        .read(connection -> {
          Map<Long, Long> numbers = new HashMap<>();
          connection
              .sql("SELECT t.slot, t.events FROM {told} t")
              .list(row -> numbers.put(row.getLong(1), row.getLong(2)));
          return numbers;
        })
        .thenApply(numbers -> {
          tools.telling().committed(numbers);
          return true;
        })
        .exceptionally(_ -> false);
  }

  @Override
  public void tellOthers(Consumer<List<String>> others) {
    tools.telling().tellOthers(others);
  }

  @Override
  public void heard(List<String> lines) {
    heard.take(lines);
  }

  @Override
  public void doubtful() {
    tools.telling().doubtful();
  }

  // ---- reading

  /// Asks something about one user.
  @FunctionalInterface
  private interface Question<T> {
    T ask(UserSnapshot snapshot) throws SQLException;
  }

  private <T> CompletionStage<T> ask(UserId user, Question<T> question) {
    return read(user, question)
        .thenCompose(answer -> {
          if (answer.isPresent()) {
            return CompletableFuture.completedStage(answer.get());
          }
          return work.write(Needs.none().user(user), _ -> true)
              .thenCompose(_ -> read(user, question))
              .thenApply(again ->
                  again.orElseThrow(() -> new InboxUnavailable("the user was erased just now")));
        });
  }

  private <T> CompletionStage<Optional<T>> read(UserId user, Question<T> question) {
    return database.read(connection -> {
      Optional<UserSnapshot> snapshot =
          UserSnapshot.read(connection, indexes, tools, user, database.nowMillis());
      return snapshot.isPresent() ? Optional.of(question.ask(snapshot.get())) : Optional.empty();
    });
  }

  @Override
  public CompletionStage<InboxView> view(UserId user, ViewQuery query) {
    return ask(user, snapshot -> Views.view(snapshot, query));
  }

  @Override
  public CompletionStage<List<GroupCount>> groups(UserId user, ViewQuery query) {
    return ask(user, snapshot -> snapshot.inbox().page(query).groups());
  }

  @Override
  public CompletionStage<List<InboxCounts>> counts(UserId user, List<ItemFilter> filters) {
    return ask(user, snapshot -> filters.stream().map(snapshot.inbox()::counts).toList());
  }

  @Override
  public CompletionStage<Map<String, InboxCounts>> countsByCategory(UserId user) {
    return ask(user, snapshot -> snapshot.inbox().countsByCategory());
  }

  @Override
  public CompletionStage<Standing> standing(UserId user) {
    return ask(user, UserSnapshot::standing);
  }

  @Override
  public CompletionStage<List<ChannelName>> follows(UserId user) {
    return ask(
        user,
        snapshot ->
            snapshot.states().keySet().stream()
                .filter(feed -> !feed.equals(Windows.EVERYONE))
                .sorted(Comparator.comparing(ChannelName::text))
                .toList());
  }

  @Override
  public CompletionStage<Map<String, Preference>> preferences(UserId user) {
    return ask(user, snapshot -> snapshot.person().preferences);
  }

  @Override
  public CompletionStage<Optional<Item>> item(UserId user, Ulid id) {
    return ask(user, snapshot -> Views.item(snapshot, id));
  }

  // ---- notifications

  @Override
  public CompletionStage<NotifyOutcome> deliver(NotifyRequest request) {
    return work.deliver(request);
  }

  @Override
  public CompletionStage<Boolean> retract(Ulid id) {
    return work.retract(id);
  }

  @Override
  public CompletionStage<Optional<NotificationStatus>> status(Ulid id) {
    return database.read(connection -> Statuses.of(connection, id));
  }

  // ---- what users do

  @Override
  public CompletionStage<MarkOutcome> mark(UserId user, Mark mark) {
    return switch (mark.target()) {
      case Mark.Target.Ids(List<Ulid> ids) ->
          change(
              user, Needs.none().items(user, ids), unit -> UserChanges.mark(unit, user, mark, ids));
      case Mark.Target.All all -> markAll(user, mark, all);
    };
  }

  private CompletionStage<MarkOutcome> change(
      UserId user, Needs needs, InboxWrite.Work<UserChanges.Changed> change) {
    return work.write(needs, change).thenCompose(changed -> outcome(user, changed));
  }

  /// What the user's inbox is after a change.
  private CompletionStage<MarkOutcome> outcome(UserId user, UserChanges.Changed changed) {
    return ask(
        user,
        snapshot ->
            new MarkOutcome(
                snapshot.version().revised(changed.revision()),
                changed.changed(),
                snapshot.inbox().counts(ItemFilter.INBOX),
                changed.unknown()));
  }

  /// What is chosen of the user's items, and at which revision.
  private record Chosen(long revision, List<UserChanges.Places> places) {}

  private CompletionStage<MarkOutcome> markAll(UserId user, Mark mark, Mark.Target.All all) {
    return ask(
            user,
            snapshot ->
                new Chosen(
                    snapshot.person().revision(),
                    snapshot.places(snapshot.inbox().chosen(all.filter(), all.through()))))
        .thenCompose(chosen ->
            work.write(
                Needs.none().user(user),
                unit -> UserChanges.markAll(unit, user, mark, all, chosen.revision, chosen.places)))
        .thenCompose(
            changed -> changed.stale() ? markAll(user, mark, all) : outcome(user, changed));
  }

  @Override
  public CompletionStage<MarkOutcome> prefer(UserId user, Map<String, Preference> wanted) {
    return ask(user, snapshot -> hidden(snapshot, wanted))
        .thenCompose(chosen ->
            work.write(
                Needs.none().user(user),
                unit -> UserChanges.prefer(unit, user, wanted, chosen.revision, chosen.places)))
        .thenCompose(changed -> changed.stale() ? prefer(user, wanted) : outcome(user, changed));
  }

  private static Chosen hidden(UserSnapshot snapshot, Map<String, Preference> wanted) {
    return new Chosen(
        snapshot.person().revision(),
        snapshot.places(
            Views.ofCategories(snapshot, UserChanges.returning(snapshot.hidden(), wanted))));
  }

  @Override
  public CompletionStage<MarkOutcome> snooze(UserId user, List<Ulid> ids, Instant until) {
    return change(
        user,
        Needs.none().items(user, ids),
        unit -> UserChanges.snooze(unit, user, ids, until.toEpochMilli()));
  }

  @Override
  public CompletionStage<MarkOutcome> wake(UserId user, List<Ulid> ids) {
    return change(user, Needs.none().user(user), unit -> UserChanges.wake(unit, user, ids));
  }

  @Override
  public CompletionStage<FollowOutcome> follow(UserId user, ChannelName feed) {
    return work.write(Needs.none().user(user).feed(feed), unit -> Follows.follow(unit, user, feed));
  }

  @Override
  public CompletionStage<FollowOutcome> unfollow(UserId user, ChannelName feed) {
    return work.write(
        Needs.none().user(user).feed(feed), unit -> Follows.unfollow(unit, user, feed));
  }

  // ---- moving in and out

  @Override
  public CompletionStage<Integer> importItems(List<ImportedItem> items) {
    if (items.isEmpty()) {
      return CompletableFuture.completedStage(0);
    }
    int end = Math.min(items.size(), Imports.CHUNK);
    List<ImportedItem> first = items.subList(0, end);
    return work.write(Imports.needs(first), unit -> Imports.take(unit, first))
        .thenCompose(
            taken -> importItems(items.subList(end, items.size())).thenApply(rest -> taken + rest));
  }

  @Override
  public CompletionStage<List<UserId>> users(Optional<UserId> after, int limit) {
    return database.read(connection -> Imports.users(connection, after, limit));
  }

  @Override
  public CompletionStage<Void> erase(UserId user) {
    return work.erase(user);
  }
}
