package dev.belfry.server.store.memory;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.store.LogTable;
import dev.belfry.server.store.MessageIds;
import dev.belfry.server.store.Tail;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The channels of one event loop, which owns them: it alone appends, trims and forgets.
final class MemoryShard {
  private static final Duration SWEEP_INTERVAL = Duration.ofMillis(250);
  private static final int SWEEP_LOGS_MAX = 2_000;
  private static final int DUE_MAX = 500;

  private final Loop loop;
  private final ChannelPolicies policies;
  private final MemoryBounds bounds;
  private final Epoch epoch;

  /// No offset up to here is given to a new log, on any loop: every dropped log raised it to its
  /// head, so that no position is used twice.
  private final AtomicLong floor;

  private final Clock clock;
  private final MessageIds ids;
  private final IdempotencyKeys keys;
  private final LogTable<MemoryLog> table = new LogTable<>();
  private final Map<ChannelName, MemoryLog> logs = table.logs();
  private final MemorySchedule schedule;
  private final RecencyList recent = new RecencyList();
  private final ArrayDeque<MemoryLog> aging = new ArrayDeque<>();
  private long bytes;

  MemoryShard(
      Loop loop,
      ChannelPolicies policies,
      MemoryBounds bounds,
      String epoch,
      AtomicLong floor,
      Clock clock,
      MessageIds ids) {
    this.loop = loop;
    this.policies = policies;
    this.bounds = bounds;
    this.epoch = Epoch.first(epoch);
    this.floor = floor;
    this.clock = clock;
    this.ids = ids;
    this.keys = new IdempotencyKeys(bounds.idempotencyKeysMax(), bounds.idempotencyAge());
    this.schedule = new MemorySchedule(bounds.schedule());
  }

  Loop loop() {
    return loop;
  }

  void append(ChannelName channel, Draft draft, Consumer<AppendOutcome> then) {
    loop.check();
    MemoryLog log = logOf(channel);
    if (log.holdsBack()) {
      log.hold(() -> appendNow(log, draft, then));
    } else {
      appendNow(log, draft, then);
    }
  }

  private void appendNow(MemoryLog log, Draft draft, Consumer<AppendOutcome> then) {
    try {
      then.accept(keep(log, draft));
    } finally { // who listens is told also where the publisher can't be
      log.tail().listeners().announce();
      if (log.idle()) {
        forget(log);
      }
    }
  }

  private AppendOutcome keep(MemoryLog log, Draft draft) {
    long now = clock.wallMillis();
    String key = draft.idempotencyKey();
    if (key != null) {
      AppendOutcome before = keys.find(log.channel(), key, draft, now);
      if (before != null) {
        return before;
      }
      if (schedule.find(log.channel(), key) != null) {
        return new AppendOutcome.Conflict(); // the message that has the key is still to come
      }
    }
    Message message =
        new Message(
            log.tail().head() + 1,
            draft.id() != null ? draft.id() : ids.next(),
            now,
            draft.data(),
            draft.kind(),
            draft.replaceKey(),
            draft.expiresAtMillis(),
            log.policy().echo() ? null : draft.publisherSession());
    bytes += log.append(message);
    published(log);
    AppendOutcome.Appended kept =
        new AppendOutcome.Appended(message.id(), new Position(epoch.name(), message.offset()), now);
    if (key != null) {
      keys.remember(log.channel(), key, draft, kept);
    }
    return kept;
  }

  /// Keeps a draft until its time.
  Schedule.Outcome schedule(Schedule.Entry entry) {
    loop.check();
    ChannelName channel = entry.channel();
    Draft draft = entry.draft();
    String key = draft.idempotencyKey();
    if (key != null) {
      AppendOutcome before = keys.find(channel, key, draft, clock.wallMillis());
      if (before != null) {
        return new Schedule.Outcome.NotKept(before);
      }
      MemorySchedule.Entry waiting = schedule.find(channel, key);
      if (waiting != null) {
        return waiting.hasBodyOf(draft)
            ? new Schedule.Outcome.Kept(waiting.id(), waiting.atMillis())
            : new Schedule.Outcome.NotKept(new AppendOutcome.Conflict());
      }
    }
    Ulid id = ids.nextSecret();
    return schedule.add(id, entry)
        ? new Schedule.Outcome.Kept(id, entry.atMillis())
        : new Schedule.Outcome.NotKept(new Unavailable("too many messages are scheduled"));
  }

  /// Takes a scheduled message back, if the guard lets it.
  Schedule.Cancellation cancel(Ulid id, Schedule.CancelGuard guard) {
    loop.check();
    MemorySchedule.Entry waiting = schedule.find(id);
    if (waiting == null) {
      return Schedule.Cancellation.UNKNOWN;
    }
    if (!guard.admits(waiting.channel(), waiting.author())) {
      return Schedule.Cancellation.REFUSED;
    }
    var _ = schedule.remove(id);
    return Schedule.Cancellation.DONE;
  }

  /// Appends what has come due, some at a time, so that others get their turn.
  private void appendDue() {
    for (int i = 0; i < DUE_MAX; i++) {
      MemorySchedule.Entry due = schedule.nextDue(clock.wallMillis());
      if (due == null) {
        return;
      }
      appendDue(due);
    }
    loop.execute(this::appendDue);
  }

  /// It can be cancelled for as long as the log holds it back.
  private void appendDue(MemorySchedule.Entry due) {
    MemoryLog log = logOf(due.channel());
    Runnable append =
        () -> {
          if (schedule.remove(due.id())) {
            appendNow(log, due.draft(), _ -> {});
          } else if (log.idle()) {
            forget(log);
          }
        };
    if (log.holdsBack()) {
      log.hold(append);
    } else {
      append.run();
    }
  }

  /// Keeps the log in the order of publishing and all logs within their bytes.
  private void published(MemoryLog log) {
    if (!log.aging()) {
      log.aging(true);
      aging.add(log);
      sweep(2, clock.wallMillis()); // keeps up with logs that were dropped since they came in here
    }
    recent.touch(log);
    bytes -= log.trim(clock.wallMillis());
    while (bytes > bounds.logBytesMax()) {
      MemoryLog oldest = recent.oldest();
      if (oldest == null || oldest == log) {
        return; // one log alone is held by its own policy
      }
      drop(oldest);
    }
  }

  private void drop(MemoryLog log) {
    bytes -= log.clear();
    recent.remove(log);
    if (log.idle()) {
      forget(log);
    }
  }

  private void forget(MemoryLog log) {
    bytes -= log.clear();
    recent.remove(log);
    logs.remove(log.channel(), log);
    floor.accumulateAndGet(log.tail().head(), Math::max);
  }

  void register(ChannelName channel, HeadListener listener) {
    loop.check();
    MemoryLog log = logOf(channel);
    Tail tail = log.tail();
    tail.listeners().add(listener);
    long head = tail.head();
    if (listener.loop().inLoop()) {
      listener.registered(tail, head);
    } else {
      listener.loop().execute(() -> listener.registered(tail, head));
    }
  }

  void unregister(ChannelName channel, HeadListener listener) {
    loop.check();
    MemoryLog log = logs.get(channel);
    if (log != null) {
      log.remove(listener);
      if (log.idle()) {
        forget(log);
      }
    }
  }

  Tail find(ChannelName channel) {
    loop.check();
    MemoryLog log = logs.get(channel);
    return (log != null ? log : newLog(channel)).tail();
  }

  private MemoryLog logOf(ChannelName channel) {
    MemoryLog known = logs.get(channel);
    if (known != null) {
      return known;
    }
    MemoryLog log = newLog(channel);
    logs.put(channel, log);
    return log;
  }

  private MemoryLog newLog(ChannelName channel) {
    ChannelPolicy policy = policies.policyFor(channel);
    return new MemoryLog(channel, policy, epoch, clock, floor.get(), loop);
  }

  /// Begins to append what is due and to trim by age, until the loop ends. Any thread.
  void start() {
    var _ = Recurring.start("publishing what is due", loop, SWEEP_INTERVAL, this::appendDue);
    var _ = Recurring.start("trimming by age", loop, SWEEP_INTERVAL, this::sweep);
  }

  /// Trims by age, some logs at a time, in turn.
  private void sweep() {
    long now = clock.wallMillis();
    keys.expire(now);
    sweep(SWEEP_LOGS_MAX, now);
  }

  private void sweep(int logsMax, long now) {
    for (int i = Math.min(aging.size(), logsMax); i > 0; i--) {
      age(aging.remove(), now);
    }
  }

  private void age(MemoryLog log, long now) {
    aging.add(log); // first, so that a fault does not leave it out for ever
    bytes -= log.trim(now);
    if (log.tail().empty()) {
      aging.removeLast();
      log.aging(false);
      drop(log);
    }
  }

  /// What any thread may see.
  KnownChannels known() {
    return table.seen(loop::run, log -> Optional.of(log.state(epoch.name())));
  }

  /// The bytes that all logs here are counted with.
  long bytes() {
    return bytes;
  }

  /// The number of channels known here.
  int size() {
    return logs.size();
  }
}
