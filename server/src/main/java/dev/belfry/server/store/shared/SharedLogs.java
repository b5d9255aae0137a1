package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.store.LogTable;
import dev.belfry.server.store.TailBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The logs of an engine that several nodes share, as one node has them. A loop of their own owns
/// them: any loop asks, the owner asks the engine, and the engine's answers come back through it.
public final class SharedLogs implements Logs, Schedule, Signals, SharedLog.Owner {
  private static final Duration UPKEEP = EngineSilence.INTERVAL;

  private static final String SILENT =
      "the shared store does not answer, and clients of its channels are asked to go elsewhere";

  /// Channels whose states are read with one question.
  private static final int STATES_MAX = 256;

  private static final Unavailable TOO_MANY =
      new Unavailable("too much waits for the store; try again later");
  private static final Unavailable LEAVING = new Unavailable("the server is leaving");
  private static final Unavailable NOBODY_LISTENS =
      new Unavailable("nobody listens any more; try again");

  private final EngineCalls calls;
  private final SignOfLife signOfLife;
  private final Loop owner;
  private final ChannelPolicies policies;
  private final SharedBounds bounds;
  private final Departures departures;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final LogTable<SharedLog> table = new LogTable<>();
  private final Map<ChannelName, SharedLog> logs = table.logs();
  private final TailBudget<SharedLog> tails;

  /// Logs that are to be brought up to date once the engine answers.
  private final Set<SharedLog> lagging = new LinkedHashSet<>();

  private boolean asksForStates;

  private volatile boolean closed;

  /// @param owner the loop that owns all logs here
  public SharedLogs(
      Engine engine, Loop owner, ChannelPolicies policies, SharedBounds bounds, Clock clock) {
    this.calls = new EngineCalls(engine, owner, new EngineSilence(bounds.cutOff(), SILENT), clock);
    this.signOfLife = new SignOfLife(calls);
    this.owner = owner;
    this.departures = new Departures(owner, this::appendOrHold);
    this.policies = policies;
    this.bounds = bounds;
    this.tails = new TailBudget<>(bounds.tailBytesMax(), SharedLog::costBytes, SharedLog::dropTail);
  }

  /// Begins to hear what is appended, until the engine is closed.
  public void start() {
    calls.engine().start(this);
    var _ = Recurring.start("catching up with the shared store", owner, UPKEEP, this::keepUp);
  }

  /// What nodes know together beside messages, once these logs have begun.
  ///
  /// @param random secure
  public SharedControl control(SharedControl.Listener listener, RandomGenerator random) {
    return new SharedControl(calls, bounds.cutOff(), listener, random);
  }

  // ---- appending

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    PendingAppend append = new PendingAppend(channel, draft, caller, then);
    Unavailable refused = admit(append.costBytes());
    if (refused != null) {
      caller.run(() -> then.accept(refused));
    } else {
      departures.add(append);
    }
  }

  private @Nullable Unavailable admit(long bytes) {
    if (closed) {
      return LEAVING;
    }
    if (waitingBytes.addAndGet(bytes) > bounds.waitingBytesMax()) {
      waitingBytes.addAndGet(-bytes);
      return TOO_MANY;
    }
    return null;
  }

  private void appendOrHold(List<PendingAppend> appends) {
    Map<ChannelName, List<PendingAppend>> free = new LinkedHashMap<>();
    for (PendingAppend append : appends) {
      SharedLog log = logs.get(append.channel());
      if (log != null && log.holdsBack()) {
        log.hold(append);
      } else {
        free.computeIfAbsent(append.channel(), _ -> new ArrayList<>()).add(append);
      }
    }
    free.forEach(this::send);
  }

  private void send(ChannelName channel, List<PendingAppend> appends) {
    calls.append(
        channel,
        policies.policyFor(channel),
        appends.stream().map(PendingAppend::draft).toList(),
        (answer, i) -> appended(appends.get(i), answer),
        (why, i) -> answer(appends.get(i), why));
  }

  @Override
  public void send(PendingAppend append) {
    send(append.channel(), List.of(append));
  }

  /// Who listens here hears of it before the publisher does.
  private void appended(PendingAppend append, Appending answer) {
    switch (answer) {
      case Appending.KeyKnown(AppendOutcome outcome) -> answer(append, outcome);
      case Appending.Kept(ChannelState state, Message message) -> {
        Position position = new Position(state.epoch().name(), message.offset());
        AppendOutcome outcome =
            new AppendOutcome.Appended(message.id(), position, message.timeMillis());
        SharedLog log = logs.get(append.channel());
        if (log == null) {
          answer(append, outcome);
        } else {
          log.appended(state, List.of(message));
          log.whenReached(position, () -> answer(append, outcome));
        }
      }
    }
  }

  private void answer(PendingAppend append, AppendOutcome outcome) {
    waitingBytes.addAndGet(-append.costBytes());
    append.answer(outcome);
  }

  // ---- listening

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    departures.flush(listener.loop());
    owner.execute(() -> {
      if (closed) {
        listener.loop().execute(() -> listener.refused(LEAVING));
      } else {
        logOf(channel).add(listener);
      }
    });
  }

  private SharedLog logOf(ChannelName channel) {
    SharedLog known = logs.get(channel);
    if (known != null) {
      return known;
    }
    ChannelPolicy policy = policies.policyFor(channel);
    SharedLog log = new SharedLog(channel, policy, calls, this);
    logs.put(channel, log);
    calls.ask(
        () -> calls.engine().watch(channel, policy),
        state -> {
          if (logs.get(channel) == log) {
            log.opened(state);
          }
        },
        why -> {
          if (logs.get(channel) == log) {
            log.refuse(why);
            forget(log);
          }
        });
    return log;
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    owner.execute(() -> {
      SharedLog log = logs.get(channel);
      if (log != null) {
        log.remove(listener);
        if (log.unused()) {
          forget(log);
        }
      }
    });
  }

  private void forget(SharedLog log) {
    logs.remove(log.channel());
    lagging.remove(log);
    tails.remove(log);
    calls.engine().unwatch(log.channel());
    log.end(NOBODY_LISTENS);
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    departures.flush(caller);
    owner.execute(() -> {
      SharedLog log = logs.get(channel);
      SharedTail open = log == null ? null : log.current();
      if (open != null) {
        ChannelLog found = open.tail();
        caller.execute(() -> then.accept(found));
      } else {
        look(channel, caller, then);
      }
    });
  }

  /// Nobody listens here, so the engine alone knows how the channel stands.
  private void look(ChannelName channel, Loop caller, Consumer<Found> then) {
    calls.ask(
        () -> calls.engine().states(List.of(channel)),
        states -> {
          ChannelPolicy policy = policies.policyFor(channel);
          ChannelState state = states.get(channel);
          if (state == null) {
            throw new IllegalStateException("no state of " + channel);
          }
          ChannelLog found =
              new SharedTail(channel, policy, calls, NoUpkeep.INSTANCE, state, state.head()).tail();
          caller.execute(() -> then.accept(found));
        },
        why -> caller.execute(() -> then.accept(why)));
  }

  // ---- what the engine says unasked

  @Override
  public void appended(ChannelName channel, ChannelState state, List<Message> messages) {
    calls.counters().signal();
    owner.execute(() -> {
      SharedLog log = logs.get(channel);
      if (log != null) {
        log.appended(state, messages);
      }
    });
  }

  @Override
  public void doubtful() {
    calls.counters().gap();
    owner.execute(() -> {
      lagging.addAll(logs.values());
      readLagging();
    });
  }

  @Override
  public void lags(SharedLog log) {
    lagging.add(log);
  }

  @Override
  public void changed(SharedLog log) {
    tails.count(log);
    var _ = tails.bound();
  }

  private void keepUp() {
    calls.silence().intervalPassed();
    if (!closed) {
      signOfLife.ask();
    }
    readLagging();
  }

  /// Asks how the logs stand that may have missed something, some at a time.
  private void readLagging() {
    if (asksForStates || lagging.isEmpty() || closed) {
      return;
    }
    Map<ChannelName, SharedLog> asked = new HashMap<>();
    for (SharedLog log : lagging) {
      if (asked.size() == STATES_MAX) {
        break;
      }
      asked.put(log.channel(), log);
    }
    asksForStates = true;
    calls.ask(
        () -> calls.engine().states(new ArrayList<>(asked.keySet())),
        states -> {
          asksForStates = false;
          lagging.removeAll(asked.values());
          asked.forEach((channel, log) -> heard(log, states.get(channel)));
          readLagging();
        },
        _ -> asksForStates = false);
  }

  private void heard(SharedLog log, @Nullable ChannelState state) {
    if (logs.get(log.channel()) == log && state != null) {
      log.heard(state);
    }
  }

  @Override
  public KnownChannels known() {
    return table.seen(owner::execute, SharedLog::state);
  }

  /// What was heard from the engine so far. Any thread.
  public BusFigures figures() {
    return calls.counters().figures();
  }

  /// How appends do. Any thread.
  public StoreFigures figures(String store) {
    return calls.counters().figures(store, waitingBytes.get());
  }

  // ---- the schedule

  @Override
  public void schedule(Entry entry, Loop caller, Consumer<Outcome> then) {
    long bytes = PendingAppend.costOf(entry.draft());
    Unavailable refused = admit(bytes);
    if (refused != null) {
      caller.run(() -> then.accept(new Outcome.NotKept(refused)));
      return;
    }
    Consumer<Outcome> answer =
        outcome -> {
          waitingBytes.addAndGet(-bytes);
          caller.execute(() -> then.accept(outcome));
        };
    calls.ask(
        () -> calls.engine().schedule(entry, policies.policyFor(entry.channel())),
        answer,
        why -> answer.accept(new Outcome.NotKept(why)));
  }

  @Override
  public void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then) {
    calls.ask(
        () -> calls.engine().cancel(id, guard),
        outcome -> caller.execute(() -> then.accept(outcome)),
        _ -> caller.execute(() -> then.accept(Cancellation.UNAVAILABLE)));
  }

  @Override
  public void ready(Loop caller, Consumer<Boolean> then) {
    calls.ask(
        () -> calls.engine().ready(),
        ready -> caller.execute(() -> then.accept(ready)),
        _ -> caller.execute(() -> then.accept(false)));
  }

  /// Takes nothing more, and lets the engine go: what is not answered yet is refused.
  ///
  /// @param then is run by the owner when that is done; answers may still come behind it
  public void close(Runnable then) {
    closed = true;
    owner.execute(() -> {
      List.copyOf(logs.values()).forEach(this::forget);
      try {
        calls.engine().close();
      } finally {
        then.run();
      }
    });
  }
}
