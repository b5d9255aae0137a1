package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxMarked;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The users whose inboxes the sessions of one loop watch. Owned by the loop, but for what events
/// ask.
public final class LoopInboxes {
  private static final Logger LOG = LoggerFactory.getLogger(LoopInboxes.class);

  private final Loop loop;
  private final Inboxes inboxes;
  private final Clock clock;
  private final EventMailbox mailbox;
  private final Map<UserId, WatchedUser> users = new HashMap<>();

  /// The same users, for the threads of the store.
  private final Set<UserId> watched = ConcurrentHashMap.newKeySet();

  private final Map<ChannelName, Set<WatchedUser>> followers = new HashMap<>();

  /// Those of whom the store is asked which feeds they have.
  private final Set<WatchedUser> unknown = new LinkedHashSet<>();

  LoopInboxes(Loop loop, Inboxes inboxes, Clock clock, int waitingBytesMax) {
    this.loop = loop;
    this.inboxes = inboxes;
    this.clock = clock;
    loop.counters().gauge(Counted.WATCHED_USERS, users::size);
    this.mailbox = new EventMailbox(loop, waitingBytesMax, this::take);
  }

  Loop loop() {
    return loop;
  }

  Inboxes inboxes() {
    return inboxes;
  }

  // ---- any thread

  boolean watchesAny() {
    return !watched.isEmpty();
  }

  boolean watches(UserId user) {
    return watched.contains(user);
  }

  void post(InboxEvent event) {
    mailbox.post(event);
  }

  /// Events may have been lost.
  void doubt() {
    loop.execute(() -> List.copyOf(users.values()).forEach(WatchedUser::doubt));
  }

  // ---- on the loop

  /// Begins to watch a user's inbox; nothing is told before the first page.
  public InboxWatch watch(UserId user, InboxWatcher watcher) {
    loop.check();
    WatchedUser one = users.get(user);
    if (one == null) {
      one = new WatchedUser(user, this);
      users.put(user, one);
      watched.add(user);
    }
    return one.add(watcher);
  }

  /// Nobody watches any more.
  void forget(WatchedUser user) {
    users.remove(user.id(), user);
    watched.remove(user.id());
    unknown.remove(user);
    leave(user, user.feeds());
  }

  /// The store is asked which feeds a user has, who may have others than were known.
  void asks(WatchedUser user) {
    unknown.add(user);
  }

  /// It is known which feeds a user has.
  void follows(WatchedUser user, Set<ChannelName> before, Set<ChannelName> now) {
    unknown.remove(user);
    leave(user, before);
    now.forEach(feed -> followers.computeIfAbsent(feed, _ -> new LinkedHashSet<>()).add(user));
  }

  void leave(WatchedUser user, Set<ChannelName> feeds) {
    for (ChannelName feed : feeds) {
      Set<WatchedUser> others = followers.get(feed);
      if (others != null && others.remove(user) && others.isEmpty()) {
        followers.remove(feed);
      }
    }
  }

  /// Marks items for a client that watches nothing.
  ///
  /// @throws IllegalArgumentException with a sentence for the client where it can't be understood
  public void mark(UserId user, InboxMark mark, Consumer<InboxAnswer<InboxMarked>> then) {
    ask(
        begin(user, mark),
        outcome ->
            then.accept(new InboxAnswer.Done<>(InboxFrames.marked(outcome.version(), outcome))),
        then);
  }

  CompletionStage<MarkOutcome> begin(UserId user, InboxMark mark) {
    return InboxMarks.apply(inboxes, user, mark, clock.wallMillis());
  }

  /// Goes on, on the loop, with what the store answers.
  <T, R> void ask(
      CompletionStage<T> stage, Consumer<T> then, Consumer<? super InboxAnswer<R>> failed) {
    var _ =
        stage.whenComplete((value, failure) ->
            loop.execute(() -> {
              if (failure == null) {
                then.accept(value);
              } else {
                failed.accept(logged(InboxAnswer.failed(failure), failure));
              }
            }));
  }

  private static <R> InboxAnswer<R> logged(InboxAnswer<R> answer, Throwable failure) {
    LOG.debug("the store of the inboxes does not answer", failure);
    return answer;
  }

  // ---- what happens

  private void take(List<InboxEvent> events, boolean lost) {
    Set<WatchedUser> concerned = new LinkedHashSet<>();
    for (InboxEvent event : events) {
      switch (event) {
        case InboxEvent.Changed changed -> {
          WatchedUser user = users.get(changed.user());
          if (user != null) {
            user.take(event);
            concerned.add(user);
          }
        }
        case InboxEvent.Appended appended -> toFollowers(appended.item.feed(), event, concerned);
        case InboxEvent.Removed removed -> toFollowers(removed.feed(), event, concerned);
      }
    }
    if (lost) {
      users.values().forEach(WatchedUser::beginAnew);
      concerned.addAll(users.values());
    }
    concerned.forEach(this::tell);
  }

  private void toFollowers(ChannelName feed, InboxEvent event, Set<WatchedUser> concerned) {
    Set<WatchedUser> all = followers.getOrDefault(feed, Set.of());
    for (WatchedUser user : List.copyOf(all)) {
      user.take(event);
      concerned.add(user);
    }
    for (WatchedUser user : unknown) {
      if (!all.contains(user)) {
        user.take(event);
      }
    }
  }

  private void tell(WatchedUser user) {
    try {
      user.settle();
    } catch (RuntimeException fault) {
      LOG.error("telling a user of the inbox failed", fault);
      user.beginAnew();
    }
  }

  /// How many users are watched.
  int users() {
    return users.size();
  }
}
