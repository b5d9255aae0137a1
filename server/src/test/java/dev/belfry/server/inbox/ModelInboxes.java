package dev.belfry.server.inbox;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.Mark.Target;
import dev.belfry.server.inbox.ModelState.Entry;
import dev.belfry.server.inbox.ModelState.Mine;
import dev.belfry.server.inbox.ModelState.Person;
import dev.belfry.server.inbox.ModelState.Sent;
import dev.belfry.server.inbox.ModelState.Snooze;
import dev.belfry.server.runtime.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Inboxes as lists of items for each user, in memory: slow, and right as far as one can see. What
/// is due appears when [#tick()] is called, or before whatever is asked next.
public final class ModelInboxes implements Inboxes {
  private final ModelState state;
  private final ModelFeeds feeds;
  private final Clock clock;
  private final Executor executor;
  private BooleanSupplier broken = () -> false;

  /// @param epoch as in [InboxVersion]
  /// @param ids of notifications, each larger than the one before
  /// @param executor runs what is asked, one after the other; `Runnable::run` for at once
  public ModelInboxes(String epoch, Clock clock, Supplier<Ulid> ids, Executor executor) {
    this(epoch, clock, ids, executor, 0);
  }

  /// @param window places that each feed keeps; 0 for as many as usual
  ModelInboxes(String epoch, Clock clock, Supplier<Ulid> ids, Executor executor, long window) {
    this.state = new ModelState(epoch, window, clock::wallMillis);
    this.feeds = new ModelFeeds(state, clock, ids);
    this.clock = clock;
    this.executor = executor;
  }

  /// Keeps, and lists, items no longer than that.
  public void keep(InboxAges ages) {
    state.ages = ages;
  }

  /// Fails, and does nothing, as long as that is so.
  public void failWhile(BooleanSupplier fails) {
    broken = fails;
  }

  private <T> CompletionStage<T> ask(Supplier<T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (this) {
            if (broken.getAsBoolean()) {
              throw new InboxUnavailable("the store does not work now");
            }
            feeds.appear();
            return question.get();
          }
        },
        executor);
  }

  /// Lets appear, come back and expire what is due.
  public CompletionStage<Boolean> tick() {
    return ask(() -> {
      feeds.age();
      return true;
    });
  }

  @Override
  public void listen(InboxEvents listener) {
    feeds.listen(listener);
  }

  private long now() {
    return clock.wallMillis();
  }

  @Override
  public CompletionStage<NotifyOutcome> deliver(NotifyRequest request) {
    return ask(() -> feeds.delivered(request));
  }

  @Override
  public CompletionStage<Boolean> retract(Ulid id) {
    return ask(() -> {
      Sent sent = state.sent.get(id);
      if (sent != null) {
        sent.state = NotificationStatus.State.RETRACTED;
        feeds.takeOut(sent);
      }
      return sent != null;
    });
  }

  @Override
  public CompletionStage<Optional<NotificationStatus>> status(Ulid id) {
    return ask(() ->
        Optional.ofNullable(state.sent.get(id))
            .map(sent ->
                new NotificationStatus(
                    sent.request.author(),
                    sent.state,
                    sent.atMillis,
                    sent.recipients,
                    count(id, item -> item.seen),
                    count(id, item -> item.read))));
  }

  private long count(Ulid id, Predicate<Mine> having) {
    return state.persons.values().stream()
        .flatMap(person -> person.visible(now()))
        .filter(item -> item.getKey().sent.id.equals(id) && having.test(item.getValue()))
        .count();
  }

  @Override
  public CompletionStage<InboxView> view(UserId user, ViewQuery query) {
    return ask(() -> ModelPages.view(state, state.person(user), query, now()));
  }

  @Override
  public CompletionStage<List<GroupCount>> groups(UserId user, ViewQuery query) {
    return ask(() -> ModelPages.view(state, state.person(user), query, now()).groups());
  }

  @Override
  public CompletionStage<List<InboxCounts>> counts(UserId user, List<ItemFilter> filters) {
    return ask(() ->
        filters.stream()
            .map(filter -> ModelPages.counts(state, state.person(user), filter, now()))
            .toList());
  }

  @Override
  public CompletionStage<Map<String, InboxCounts>> countsByCategory(UserId user) {
    return ask(() -> ModelPages.countsByCategory(state, state.person(user), now()));
  }

  @Override
  public CompletionStage<Standing> standing(UserId user) {
    return ask(() -> {
      Person person = state.person(user);
      return new Standing(
          state.version(person),
          ModelPages.counts(state, person, ItemFilter.INBOX, now()),
          state.feedsOf(person),
          person.hidden(),
          state.rooms(person, now()));
    });
  }

  /// Whether an item is within its feed's window yet.
  boolean isWithin(ChannelName feed, Ulid id) {
    return state.sent.get(id).entries.stream()
        .filter(entry -> entry.feed.name.equals(feed))
        .anyMatch(entry -> entry.place > entry.feed.entries.size() - entry.feed.window);
  }

  @Override
  public CompletionStage<MarkOutcome> mark(UserId user, Mark mark) {
    return ask(() ->
        switch (mark.target()) {
          case Target.Ids(List<Ulid> named) -> markSome(state.person(user), mark, named);
          case Target.All all -> markAll(state.person(user), mark, all);
        });
  }

  private MarkOutcome markSome(Person person, Mark mark, List<Ulid> named) {
    List<Ulid> unknown = new ArrayList<>();
    List<Ulid> marked = new ArrayList<>();
    boolean refused = false;
    for (Ulid id : named.stream().distinct().toList()) {
      Optional<Mine> item = person.visible(id, now()).map(Map.Entry::getValue);
      if (item.isEmpty()) {
        unknown.add(id);
      } else {
        boolean applies = item.get().admits(mark, now());
        refused |= !applies;
        if (item.get().apply(mark, now())) {
          marked.add(id);
        }
      }
    }
    if (!marked.isEmpty()) {
      boolean whole = !refused;
      feeds.changed(
          person,
          Optional.of((InboxChange) new InboxChange.Marked(marked, mark.kind()))
              .filter(_ -> whole));
    }
    return outcome(person, !marked.isEmpty(), unknown);
  }

  private MarkOutcome markAll(Person person, Mark mark, Target.All all) {
    List<Map.Entry<Entry, Mine>> meant =
        person
            .visible(now())
            .filter(state::isListed)
            .filter(item -> ModelPages.lets(all.filter(), item))
            .filter(item -> item.getKey().place().compareTo(all.through()) <= 0)
            .toList();
    boolean whole = meant.stream().allMatch(item -> item.getValue().admits(mark, now()));
    long changes = meant.stream().filter(item -> item.getValue().apply(mark, now())).count();
    if (changes > 0) {
      feeds.changed(
          person,
          Optional.of((InboxChange) new InboxChange.MarkedAll(all, mark.kind()))
              .filter(_ -> whole));
    }
    return outcome(person, changes > 0, List.of());
  }

  private MarkOutcome outcome(Person person, boolean changed, List<Ulid> unknown) {
    return new MarkOutcome(
        state.version(person),
        changed,
        ModelPages.counts(state, person, ItemFilter.INBOX, now()),
        unknown);
  }

  @Override
  public CompletionStage<MarkOutcome> snooze(UserId user, List<Ulid> named, Instant until) {
    return ask(() -> {
      Person person = state.person(user);
      List<Ulid> unknown = new ArrayList<>();
      List<Ulid> hidden = new ArrayList<>();
      for (Ulid id : named.stream().distinct().toList()) {
        Optional<Map.Entry<Entry, Mine>> item = person.visible(id, now());
        item.ifPresent(found -> {
          found.getValue().gone = true;
          person.snoozed.put(id, new Snooze(found.getKey(), until.toEpochMilli()));
        });
        (item.isPresent() ? hidden : unknown).add(id);
      }
      if (!hidden.isEmpty()) {
        feeds.changed(person, Optional.of(new InboxChange.Removed(hidden)));
      }
      return outcome(person, !hidden.isEmpty(), unknown);
    });
  }

  @Override
  public CompletionStage<MarkOutcome> wake(UserId user, List<Ulid> named) {
    return ask(() -> {
      Person person = state.person(user);
      List<Ulid> unknown =
          named.stream()
              .distinct()
              .filter(id ->
                  Optional.ofNullable(person.snoozed.get(id))
                      .filter(snooze -> feeds.wake(person, snooze))
                      .isEmpty())
              .toList();
      return outcome(person, unknown.size() < named.size(), unknown);
    });
  }

  @Override
  public CompletionStage<FollowOutcome> follow(UserId user, ChannelName feed) {
    return ask(() -> {
      Person person = state.person(user);
      if (person.follows.contains(feed)) {
        return FollowOutcome.SAME;
      }
      if (person.follows.size() == FollowOutcome.FOLLOWS_MAX) {
        return FollowOutcome.TOO_MANY;
      }
      person.follows.add(feed);
      if (person.everFollowed.add(feed)) {
        state.find(person, state.feed(feed), state.ages.followMillis());
      }
      feeds.changed(person, Optional.of(new InboxChange.Followed(feed)));
      return FollowOutcome.CHANGED;
    });
  }

  @Override
  public CompletionStage<FollowOutcome> unfollow(UserId user, ChannelName feed) {
    return ask(() -> {
      Person person = state.person(user);
      if (!person.follows.remove(feed)) {
        return FollowOutcome.SAME;
      }
      feeds.changed(person, Optional.of(new InboxChange.Unfollowed(feed)));
      return FollowOutcome.CHANGED;
    });
  }

  @Override
  public CompletionStage<List<ChannelName>> follows(UserId user) {
    return ask(
        () -> state.person(user).follows.stream().sorted(comparing(ChannelName::text)).toList());
  }

  @Override
  public CompletionStage<Map<String, Preference>> preferences(UserId user) {
    return ask(() -> Map.copyOf(state.person(user).preferences));
  }

  @Override
  public CompletionStage<MarkOutcome> prefer(UserId user, Map<String, Preference> wanted) {
    return ask(() -> {
      Person person = state.person(user);
      Map<String, Preference> news = new HashMap<>(wanted);
      news.entrySet().removeAll(person.preferences.entrySet());
      Collection<Mine> back =
          person
              .kept(now())
              .filter(item -> person.hidden().contains(item.getKey().category()))
              .filter(item -> news.containsKey(item.getKey().category()))
              .filter(item -> requireNonNull(news.get(item.getKey().category())).inbox())
              .map(Map.Entry::getValue)
              .toList();
      back.forEach(item -> item.apply(ModelState.READ, now()));
      if (!news.isEmpty()) {
        person.preferences.putAll(news);
        feeds.changed(person, Optional.of(new InboxChange.Preferred(news)));
      }
      return outcome(person, !news.isEmpty(), List.of());
    });
  }

  @Override
  public CompletionStage<Optional<Item>> item(UserId user, Ulid id) {
    return ask(() ->
        state.person(user).visible(id, now()).map(item -> item.getKey().item(item.getValue())));
  }

  @Override
  public CompletionStage<Void> erase(UserId user) {
    return ask(
            () -> {
              Optional.ofNullable(state.persons.remove(user))
                  .ifPresent(person -> feeds.changed(person, Optional.empty()));
              state.sent.values().forEach(sent -> sent.forget(user));
              return true;
            })
        .thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Integer> importItems(List<ImportedItem> items) {
    return ask(() -> (int) items.stream().filter(feeds::imported).count());
  }

  @Override
  public CompletionStage<List<UserId>> users(Optional<UserId> after, int limit) {
    return ask(() ->
        state.persons.keySet().stream()
            .sorted(comparing(UserId::text))
            .filter(user -> after.isEmpty() || user.text().compareTo(after.get().text()) > 0)
            .limit(limit)
            .toList());
  }
}
