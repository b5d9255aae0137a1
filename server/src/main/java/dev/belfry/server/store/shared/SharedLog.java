package dev.belfry.server.store.shared;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.HeldAppends;
import dev.belfry.server.store.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A channel that somebody on this node listens to. Until the engine has said how it stands it is
/// opening: listeners wait, and so do this node's appends, so that one who asked for the next
/// message gets those that were published here after that. From then on its tail follows the
/// engine's log. Only what a read of its own has answered moves it on to another epoch: whatever
/// else comes may be late. The owner's loop alone uses it.
final class SharedLog implements SharedTail.Upkeep {
  private static final int READ_BYTES = 256 * 1024;

  /// How much a tail reads behind a head that has run away; readers find the rest in the engine.
  private static final int READ_OFFSETS_MAX = 2_048;

  /// What the owner of all logs does for one.
  interface Owner {
    /// Appends what is not held back any more.
    void send(PendingAppend append);

    /// The engine did not answer: the log is to be brought up to date once it does.
    void lags(SharedLog log);

    /// The tail has grown, or is another one.
    void changed(SharedLog log);
  }

  private final ChannelName channel;
  private final ChannelPolicy policy;
  private final EngineCalls calls;
  private final Owner owner;
  private final List<HeadListener> opening = new ArrayList<>();
  private final HeldAppends<PendingAppend> held = new HeldAppends<>();
  private final Arrivals arrivals = new Arrivals();
  private final TailWaiters waiters = new TailWaiters();

  /// Null while opening.
  private @Nullable SharedTail current;

  /// A read that brings the tail up to date is under way; and another one has to follow it.
  private boolean reading;

  private boolean readAgain;
  private boolean ended;

  SharedLog(ChannelName channel, ChannelPolicy policy, EngineCalls calls, Owner owner) {
    this.channel = channel;
    this.policy = policy;
    this.calls = calls;
    this.owner = owner;
  }

  ChannelName channel() {
    return channel;
  }

  /// The tail; null while opening.
  @Nullable SharedTail current() {
    return current;
  }

  /// What is kept, as far as it was heard of; empty while opening.
  Optional<KeptState> state() {
    return Optional.ofNullable(current)
        .map(open ->
            new KeptState(
                new Position(open.epoch().name(), open.tail().head()),
                open.trimmedThrough(),
                OptionalLong.empty(),
                OptionalLong.empty()));
  }

  boolean unused() {
    return opening.isEmpty() && (current == null || current.tail().listeners().none());
  }

  /// What the tail costs.
  long costBytes() {
    return current == null ? 0 : current.tail().bytes();
  }

  /// Gives up the tail, but for what a loop has yet to read.
  void dropTail() {
    if (current != null) {
      current.tail().drop();
    }
  }

  // ---- the loops that listen

  void add(HeadListener listener) {
    SharedTail open = current;
    if (open == null) {
      opening.add(listener);
    } else {
      register(listener, open.tail());
    }
  }

  private static void register(HeadListener listener, Tail tail) {
    tail.listeners().add(listener);
    long head = tail.head();
    listener.loop().execute(() -> listener.registered(tail, head));
  }

  void remove(HeadListener listener) {
    opening.removeIf(listener::equals);
    if (current != null) {
      current.tail().listeners().remove(listener);
      releaseHeld();
    }
  }

  /// The engine has said how the channel stands.
  void opened(ChannelState state) {
    SharedTail open = new SharedTail(channel, policy, calls, this, state, state.head());
    current = open;
    opening.forEach(listener -> register(listener, open.tail()));
    opening.clear();
    if (!arrivals.none() || readAgain) {
      readAgain = false;
      readOn();
    }
    releaseHeld();
  }

  /// The engine does not say how the channel stands.
  void refuse(Unavailable why) {
    opening.forEach(listener -> listener.loop().execute(() -> listener.refused(why)));
    opening.clear();
  }

  /// Nobody listens any more: what waits here goes ahead without it.
  void end(Unavailable why) {
    ended = true;
    waiters.end(why);
    for (PendingAppend next = held.removeFirst(); next != null; next = held.removeFirst()) {
      owner.send(next);
    }
  }

  // ---- following the engine's log

  /// Something was appended, by this node or another one.
  void appended(ChannelState state, List<Message> messages) {
    SharedTail open = current;
    if (open == null || ended) {
      readAgain = true;
      return;
    }
    if (!state.continues(open.epoch())) {
      readOn();
      return;
    }
    open.trimmedThrough(state.trimmedThrough());
    long before = open.tail().head();
    for (Message message : messages) {
      if (message.offset() > open.tail().head()) {
        arrivals.add(message);
      }
    }
    addArrivals(open);
    if (open.tail().head() < state.head()) {
      readOn();
    }
    moved(open, before);
  }

  @Override
  public void heard(ChannelState state) {
    appended(state, List.of());
  }

  /// Signals may have been lost.
  void doubt() {
    if (current == null) {
      readAgain = true;
    } else {
      readOn();
    }
  }

  /// Reads what the tail lacks, one read after another.
  private void readOn() {
    if (reading) {
      readAgain = true;
      return;
    }
    SharedTail open = current;
    if (open == null || ended) {
      return;
    }
    reading = true;
    readAgain = false;
    calls.counters().catchUpRead();
    long number = waiters.readBegins();
    long after = open.tail().head();
    calls.ask(
        () -> calls.engine().read(channel, after, Long.MAX_VALUE, READ_BYTES),
        page -> {
          reading = false;
          if (!ended) {
            take(open, page, number);
          }
        },
        why -> {
          reading = false;
          waiters.end(why);
          owner.lags(this);
        });
  }

  private void take(SharedTail open, Page page, long number) {
    if (!page.state().continues(open.epoch())) {
      begin(page.state(), open);
      return;
    }
    long before = open.tail().head();
    open.trimmedThrough(page.state().trimmedThrough());
    if (page.state().head() - page.through() > READ_OFFSETS_MAX) {
      open.tail().skipTo(page.state().head() - READ_OFFSETS_MAX);
    } else if (page.through() > before) {
      add(open, page);
    }
    addArrivals(open);
    moved(open, before);
    waiters.answer(open, number, open.tail().head() >= page.state().head());
    if (readAgain || open.tail().head() < page.state().head() || !arrivals.none()) {
      readOn();
    }
  }

  /// What was trimmed before it was read here is no hole: who reads on finds it missing.
  private static void add(SharedTail open, Page page) {
    Tail tail = open.tail();
    if (page.state().trimmedThrough() > tail.head()) {
      tail.skipTo(Math.min(page.state().trimmedThrough(), page.through()));
    }
    for (Message message : page.messages()) {
      if (message.offset() > tail.head()) {
        tail.skip(message.offset() - 1);
        open.append(message);
      }
    }
    if (page.through() > tail.head()) {
      tail.skip(page.through());
    }
  }

  private void addArrivals(SharedTail open) {
    Message next = arrivals.take(open.tail().head() + 1);
    while (next != null) {
      open.append(next);
      next = arrivals.take(open.tail().head() + 1);
    }
  }

  private void moved(SharedTail open, long before) {
    if (open.tail().head() > before) {
      open.trim();
      open.tail().listeners().announce();
      waiters.reached(open.tail().head());
      owner.changed(this);
    }
  }

  /// The channel goes on in a new epoch: after what survived where that is known, else at its head.
  private void begin(ChannelState state, SharedTail before) {
    boolean known = before.epoch().name().equals(state.epoch().previous());
    long survived = Math.max(state.epoch().base(), state.trimmedThrough());
    long head = known ? Math.min(survived, state.head()) : state.head();
    SharedTail fresh = new SharedTail(channel, policy, calls, this, state, head);
    arrivals.clear();
    current = fresh;
    for (HeadListener listener : before.tail().listeners().all()) {
      fresh.tail().listeners().add(listener);
      listener.loop().execute(() -> listener.renewed(fresh.tail()));
    }
    waiters.end(SharedTail.NEW_EPOCH);
    owner.changed(this);
    readOn();
    releaseHeld();
  }

  // ---- who waits for the tail

  @Override
  public void after(
      SharedTail asked, Position position, Loop loop, Consumer<ChannelLog.Located> then) {
    calls
        .owner()
        .execute(() -> {
          waiters.ask(asked, position, located -> loop.execute(() -> then.accept(located)));
          readOn();
        });
  }

  /// Calls `then` once the tail has a message, or is known not to get it.
  void whenReached(Position position, Runnable then) {
    SharedTail open = current;
    if (open == null || ended || !open.isOf(position)) {
      then.run();
    } else if (open.tail().head() < position.offset()) {
      waiters.await(position.offset(), then);
    } else {
      then.run();
    }
  }

  // ---- holding back: publishers wait for the loops that deliver

  /// Whether the next append has to wait.
  boolean holdsBack() {
    SharedTail open = current;
    return open == null || !held.none() || open.tail().aheadOfReaders(open.tail().head());
  }

  void hold(PendingAppend append) {
    held.add(append);
    releaseHeld();
  }

  private void releaseHeld() {
    SharedTail open = current;
    while (open != null && !held.none() && !open.tail().aheadOfReaders(open.tail().head())) {
      PendingAppend next = held.removeFirst();
      if (next != null) {
        owner.send(next);
      }
    }
  }

  @Override
  public void progressed() {
    if (held.holding()) {
      calls.owner().execute(this::releaseHeld);
    }
  }
}
