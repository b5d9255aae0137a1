package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// A node's way to the server of an engine: answers come late and out of order, signals come late,
/// twice, without their messages or not at all, and at times nothing gets through.
final class ModelEngine implements Engine {
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final ModelServer server;
  private final SimulatedLoops clock;
  private final SimulatedLoop wire;
  private final Random random;
  private final SharedFault fault;
  private final ArrayDeque<Runnable> requests = new ArrayDeque<>();
  private final Set<ChannelName> watched = new HashSet<>();
  private Signals signals;
  private boolean missed;
  private boolean ended;

  /// Whether nothing gets through.
  boolean away;

  /// @param wire on which the server and what is under way have their turns
  ModelEngine(
      ModelServer server,
      SimulatedLoops clock,
      SimulatedLoop wire,
      Random random,
      SharedFault fault) {
    this.server = server;
    this.clock = clock;
    this.wire = wire;
    this.random = random;
    this.fault = fault;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public NodeTable nodes() {
    throw new UnsupportedOperationException("no nodes are known here");
  }

  @Override
  public PresenceTable presence() {
    throw new UnsupportedOperationException("nobody is present here");
  }

  @Override
  public void start(Signals to) {
    signals = to;
    server.join(this);
    wire.schedule(PROBE, this::probe);
  }

  /// Finds out whether signals were lost.
  private void probe() {
    if (ended) {
      return;
    }
    if (missed && !away) {
      missed = false;
      if (fault != SharedFault.NO_CATCH_UP) {
        signals.doubtful();
      }
    }
    wire.schedule(PROBE, this::probe);
  }

  private Duration aWhile() {
    return Duration.ofMillis(random.nextInt(8));
  }

  private <T> CompletionStage<T> call(Supplier<T> atServer) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    requests.add(() -> {
      if (ended || (away && random.nextBoolean())) {
        fail(answer);
        return;
      }
      T value = atServer.get();
      if (away) {
        fail(answer);
      } else {
        wire.schedule(aWhile(), () -> answer.complete(value));
      }
    });
    wire.schedule(aWhile(), () -> requests.remove().run());
    return answer;
  }

  private void fail(CompletableFuture<?> answer) {
    missed = true;
    wire.schedule(TIMEOUT, () -> answer.completeExceptionally(new IllegalStateException("away")));
  }

  /// The server has appended a message.
  void signal(ChannelName channel, ChannelState state, Message message) {
    if (!watched.contains(channel)) {
      return;
    }
    if (away || random.nextInt(8) == 0) {
      missed = true;
      return;
    }
    for (int times = random.nextInt(8) == 0 ? 2 : 1; times > 0; times--) {
      List<Message> carried = random.nextBoolean() ? List.of(message) : List.of();
      wire.schedule(
          aWhile(),
          () -> {
            if (!ended) {
              signals.appended(channel, state, carried);
            }
          });
    }
  }

  @Override
  public CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft) {
    if (fault == SharedFault.ANSWERS_BEFORE_IT_KEEPS && random.nextInt(10) == 0) {
      ChannelState state = server.state(channel);
      long offset = state.head() + 1;
      Message message =
          new Message(
              offset,
              new Ulid(1, offset),
              0,
              draft.data(),
              draft.kind(),
              null,
              Long.MAX_VALUE,
              null);
      return CompletableFuture.completedStage(
          new Appending.Kept(
              new ChannelState(state.epoch(), state.trimmedThrough(), offset), message));
    }
    return call(() -> server.append(channel, draft, clock.wallMillis()));
  }

  @Override
  public CompletionStage<ChannelState> watch(ChannelName channel, ChannelPolicy policy) {
    return call(() -> {
      watched.add(channel);
      return server.state(channel);
    });
  }

  @Override
  public void unwatch(ChannelName channel) {
    var _ =
        call(() -> {
          watched.remove(channel);
          return true;
        });
  }

  @Override
  public CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels) {
    return call(() -> {
      Map<ChannelName, ChannelState> states = new HashMap<>();
      channels.forEach(channel -> states.put(channel, server.state(channel)));
      return states;
    });
  }

  @Override
  public CompletionStage<Page> read(ChannelName channel, long after, long through, int bytesMax) {
    int fewer = 1 + random.nextInt(bytesMax);
    return call(() -> server.read(channel, after, through, random.nextBoolean() ? 40 : fewer));
  }

  @Override
  public CompletionStage<Long> beforeLast(ChannelName channel, long head, int count) {
    return call(() -> Math.max(0, head - count));
  }

  @Override
  public CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age) {
    return call(() -> 0L);
  }

  @Override
  public CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    throw new UnsupportedOperationException("nothing is scheduled here");
  }

  @Override
  public CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    throw new UnsupportedOperationException("nothing is scheduled here");
  }

  @Override
  public ControlState control() {
    ModelControl control = server.control();
    return new ControlState() {
      @Override
      public CompletionStage<Disconnections> disconnections(Disconnections before) {
        return call(() -> control.disconnections(before));
      }

      @Override
      public CompletionStage<Boolean> disconnect(Map<String, Long> notBefore, Duration lasts) {
        return call(() -> control.disconnect(notBefore));
      }

      @Override
      public CompletionStage<Boolean> claim(String id, Duration lasts) {
        return call(() -> control.claim(id));
      }

      @Override
      public CompletionStage<Map<String, Elsewhere>> connections(
          String node, Map<String, Integer> counts, Set<String> asked) {
        throw new UnsupportedOperationException("nobody counts here");
      }

      @Override
      public CompletionStage<byte[]> agree(String name, byte[] proposed) {
        return call(() -> control.agree(name, proposed));
      }
    };
  }

  @Override
  public CompletionStage<Boolean> ready() {
    return call(() -> true);
  }

  @Override
  public void close() {
    ended = true;
    server.leave(this);
  }
}
