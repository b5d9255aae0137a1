package dev.belfry.server.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A user whose inbox sessions of one loop watch. The store is asked one thing at a time: what the
/// inbox is, where that is not known; how many are unread, where an event does not say; a page, for
/// a session that asks or has to be told all. Owned by the loop.
final class WatchedUser {
  /// What is kept of what happens while the store is asked; beyond it all is read anew.
  private static final int WAITING_BYTES_MAX = 64 * 1024;

  /// Until a store that does not answer is asked again.
  private static final Duration REST = Duration.ofMillis(500);

  /// How long an event may be on its way after what it tells of was read.
  private static final Duration LATE = Duration.ofSeconds(1);

  private final UserId id;
  private final LoopInboxes owner;
  private final List<InboxWatch> watches = new ArrayList<>(1);
  private final List<InboxPart> parts = new ArrayList<>();
  private int partsBytes;

  /// What they do to groups.
  private Regrouping regrouping = Regrouping.NONE;

  private @Nullable KnownInbox known;

  /// What was told last, in whose version and counts what is told later by one session is in.
  private @Nullable Telling lastTold;

  /// Events since the store was asked what the inbox is.
  private final List<InboxEvent> early = new ArrayList<>();

  private int earlyBytes;

  /// Whether what is known does not hold any more.
  private boolean anew = true;

  /// Whether the store is asked what the inbox is.
  private boolean learning;

  /// Whether the counts have to be read, and whether they are.
  private boolean count;

  private boolean counting;
  private boolean reading;
  private boolean resting;
  private boolean lateIsDue;

  /// What was read last of which not all events had come.
  private @Nullable Standing expected;

  WatchedUser(UserId id, LoopInboxes owner) {
    this.id = id;
    this.owner = owner;
  }

  UserId id() {
    return id;
  }

  LoopInboxes owner() {
    return owner;
  }

  Set<ChannelName> feeds() {
    return known == null ? Set.of() : known.feeds();
  }

  @Nullable KnownInbox known() {
    return anew || learning ? null : known;
  }

  /// What sessions were told last; null where that does not count any more.
  @Nullable Telling lastTold() {
    return known() == null ? null : lastTold;
  }

  InboxWatch add(InboxWatcher watcher) {
    InboxWatch watch = new InboxWatch(this, watcher);
    watches.add(watch);
    return watch;
  }

  void remove(InboxWatch watch) {
    watches.remove(watch);
    if (watches.isEmpty()) {
      owner.forget(this);
    }
  }

  // ---- what happens

  /// Takes an event; what has to be told of it is told by `settle`.
  void take(InboxEvent event) {
    if (learning) {
      earlyBytes += event.bytes();
      if (earlyBytes > WAITING_BYTES_MAX) {
        anew = true;
      } else {
        early.add(event);
      }
    } else if (known != null && !anew) {
      apply(known, event);
    }
  }

  private void apply(KnownInbox inbox, InboxEvent event) {
    int before = parts.size();
    Set<ChannelName> feeds = event instanceof InboxEvent.Changed ? inbox.feeds() : Set.of();
    KnownInbox.Step step = inbox.take(event, parts);
    switch (step) {
      case TELL -> {}
      case COUNT -> count = true;
      case ANEW -> beginAnew();
    }
    regrouping = regrouping.and(Regrouping.of(event, inbox.groupFell()));
    for (InboxPart part : parts.subList(Math.min(before, parts.size()), parts.size())) {
      partsBytes += part.bytes();
    }
    if (event instanceof InboxEvent.Changed && !inbox.feeds().equals(feeds)) {
      owner.follows(this, feeds, inbox.feeds());
    }
    if (partsBytes > WAITING_BYTES_MAX) {
      beginAnew();
    }
  }

  /// Events may have been lost: what is known is held against what is read with the counts.
  void doubt() {
    count = true;
    askOn();
  }

  /// All has to be read, and every session told.
  void beginAnew() {
    anew = true;
    clearParts();
  }

  private void clearParts() {
    parts.clear();
    partsBytes = 0;
    regrouping = Regrouping.NONE;
  }

  /// Tells what can be told, and asks the store for what is needed.
  void settle() {
    KnownInbox inbox = known();
    if (inbox != null && !count && !counting) {
      tell(inbox);
    }
    askOn();
  }

  private void tell(KnownInbox inbox) {
    Telling telling = new Telling(List.copyOf(parts), inbox.version(), inbox.counts(), regrouping);
    clearParts();
    lastTold = Telling.of(telling.version(), telling.counts());
    for (InboxWatch watch : List.copyOf(watches)) {
      watch.tell(telling);
    }
    telling.release();
  }

  // ---- what is asked of the store

  /// Asks the next thing, where nothing is asked yet.
  void askOn() {
    if (reading || resting || watches.isEmpty()) {
      return;
    }
    if (anew) {
      learn();
    } else if (count) {
      readCounts();
    } else {
      watches.stream()
          .filter(watch -> watch.wantsPage() || watch.wantsGroups())
          .findFirst()
          .ifPresent(watch -> {
            if (watch.wantsPage()) {
              readPage(watch);
            } else {
              readGroups(watch);
            }
          });
    }
  }

  private void learn() {
    reading = true;
    learning = true;
    anew = false;
    early.clear();
    earlyBytes = 0;
    owner.asks(this);
    owner.<Standing, Object>ask(
        owner.inboxes().standing(id),
        this::learned,
        answer -> {
          learning = false;
          anew = true;
          failed(answer);
        });
  }

  private void learned(Standing standing) {
    reading = false;
    learning = false;
    if (watches.isEmpty()) {
      return;
    }
    Set<ChannelName> before = feeds();
    KnownInbox inbox = new KnownInbox(id, standing);
    known = inbox;
    owner.follows(this, before, inbox.feeds());
    clearParts();
    lastTold = Telling.of(inbox.version(), inbox.counts());
    count = false;
    watches.forEach(watch -> watch.mustHaveAll(standing.feeds().size()));
    for (InboxEvent event : List.copyOf(early)) {
      if (!anew) {
        apply(inbox, event);
      }
    }
    early.clear();
    settle();
  }

  private void readCounts() {
    KnownInbox inbox = known;
    if (inbox == null) {
      return;
    }
    inbox.counting();
    reading = true;
    counting = true;
    count = false;
    owner.<Standing, Object>ask(
        owner.inboxes().standing(id),
        this::counted,
        answer -> {
          counting = false;
          count = true;
          failed(answer);
        });
  }

  private void counted(Standing standing) {
    reading = false;
    counting = false;
    KnownInbox inbox = known();
    if (inbox != null) {
      if (inbox.counted(standing)) {
        tell(inbox);
      } else {
        count = true;
      }
      if (inbox.isBehind(standing)) {
        expect(standing);
      }
    }
    askOn();
  }

  /// Events of all that was read should have come soon; else they are lost.
  private void expect(Standing standing) {
    expected = standing;
    if (!lateIsDue) {
      lateIsDue = true;
      owner.loop().schedule(LATE, () -> late(standing));
    }
  }

  /// What was read after an earlier one has its time from now on.
  private void late(Standing standing) {
    lateIsDue = false;
    Standing last = expected;
    KnownInbox inbox = known();
    if (inbox == null || last == null || !inbox.isBehind(last)) {
      return;
    }
    if (last.equals(standing)) {
      beginAnew();
      askOn();
    } else {
      expect(last);
    }
  }

  private void readPage(InboxWatch watch) {
    reading = true;
    ViewQuery query = watch.beginPage();
    owner.<InboxView, Object>ask(
        owner.inboxes().view(id, query),
        view -> {
          reading = false;
          watch.page(view);
          settle();
        },
        answer -> {
          watch.noPage(answer);
          failed(answer);
        });
  }

  private void readGroups(InboxWatch watch) {
    reading = true;
    owner.<List<GroupCount>, Object>ask(
        owner.inboxes().groups(id, watch.beginGroups()),
        groups -> {
          reading = false;
          watch.groups(groups);
          settle();
        },
        answer -> {
          watch.noPage(answer);
          failed(answer);
        });
  }

  private void failed(InboxAnswer<Object> answer) {
    reading = false;
    resting = true;
    List.copyOf(watches).forEach(watch -> watch.notNow(answer));
    owner
        .loop()
        .schedule(
            REST,
            () -> {
              resting = false;
              settle();
            });
  }
}
