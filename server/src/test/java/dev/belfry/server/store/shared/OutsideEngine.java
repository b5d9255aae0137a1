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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// A real engine beside simulated loops: its answers and signals come to them on the test's thread,
/// and the loops are not at rest before all questions are answered. Its server's clock is theirs.
public final class OutsideEngine implements Engine {
  private static final int PATIENCE_SECONDS = 20;

  private final Engine real;
  private final SimulatedLoops simulation;
  private final LongConsumer clock;
  private final LinkedBlockingQueue<Runnable> arrived = new LinkedBlockingQueue<>();
  private int unanswered;
  private long clockMillis;

  /// @param clock sets the server's clock, and waits until all is done that falls due by that
  public OutsideEngine(Engine real, SimulatedLoops simulation, LongConsumer clock) {
    this.real = real;
    this.simulation = simulation;
    this.clock = clock;
    simulation.connect(this::bringIn);
  }

  private boolean bringIn() {
    if (clockMillis != simulation.wallMillis()) {
      clockMillis = simulation.wallMillis();
      clock.accept(clockMillis);
    }
    Runnable next = unanswered > 0 ? await() : arrived.poll();
    if (next == null) {
      return false;
    }
    next.run();
    return true;
  }

  private Runnable await() {
    try {
      Runnable next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the engine does not answer");
      }
      return next;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private <T> CompletionStage<T> asked(CompletionStage<T> answer) {
    CompletableFuture<T> here = new CompletableFuture<>();
    unanswered++;
    answer.whenComplete((value, failure) ->
        arrived.add(() -> {
          unanswered--;
          if (failure == null) {
            here.complete(value);
          } else {
            here.completeExceptionally(failure);
          }
        }));
    return here;
  }

  @Override
  public Clock clock() {
    return simulation;
  }

  @Override
  public NodeTable nodes() {
    return real.nodes();
  }

  @Override
  public PresenceTable presence() {
    return real.presence();
  }

  @Override
  public void start(Signals signals) {
    clockMillis = simulation.wallMillis();
    clock.accept(clockMillis);
    real.start(
        new Signals() {
          @Override
          public void appended(ChannelName channel, ChannelState state, List<Message> messages) {
            arrived.add(() -> signals.appended(channel, state, messages));
          }

          @Override
          public void doubtful() {
            arrived.add(signals::doubtful);
          }
        });
  }

  @Override
  public CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft) {
    return asked(real.append(channel, policy, draft));
  }

  @Override
  public CompletionStage<ChannelState> watch(ChannelName channel, ChannelPolicy policy) {
    return asked(real.watch(channel, policy));
  }

  @Override
  public void unwatch(ChannelName channel) {
    real.unwatch(channel);
  }

  @Override
  public CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels) {
    return asked(real.states(channels));
  }

  @Override
  public CompletionStage<Page> read(ChannelName channel, long after, long through, int bytesMax) {
    return asked(real.read(channel, after, through, bytesMax));
  }

  @Override
  public CompletionStage<Long> beforeLast(ChannelName channel, long head, int count) {
    return asked(real.beforeLast(channel, head, count));
  }

  @Override
  public CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age) {
    return asked(real.beforeAge(channel, head, age));
  }

  @Override
  public CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    return asked(real.schedule(entry, policy));
  }

  @Override
  public CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    return asked(real.cancel(id, guard));
  }

  @Override
  public ControlState control() {
    return real.control();
  }

  @Override
  public CompletionStage<Boolean> ready() {
    return asked(real.ready());
  }

  @Override
  public void close() {
    real.close();
  }
}
