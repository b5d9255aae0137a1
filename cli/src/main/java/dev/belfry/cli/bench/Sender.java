package dev.belfry.cli.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Publishes at the pace that the plan asks for. The publisher's event loop owns it; other threads
/// may call [#onLoop] and read how far it is.
final class Sender implements Tally.Completed {
  private final Publisher publisher;
  private final EventLoop loop;
  private final Stopwatch stopwatch;
  private final Pace pace;
  private final int receivingLoops;
  private final int[] loopsDone;
  private volatile int sent;
  private volatile boolean finished = true;
  private int first;
  private int oldest;
  private int next;
  private long limit;
  private long beginNanos;
  private long deadlineNanos;
  private boolean pumpComes;
  private @Nullable ScheduledFuture<?> timer;

  /// @param receivingLoops how many event loops must report a message before it is complete
  Sender(Publisher publisher, Stopwatch stopwatch, Pace pace, int receivingLoops) {
    this.publisher = publisher;
    this.loop = publisher.loop();
    this.stopwatch = stopwatch;
    this.pace = pace;
    this.receivingLoops = receivingLoops;
    this.loopsDone = new int[window()];
    publisher.onReady(this::pumpSoon);
  }

  /// How many messages may be under way at one time; 0 where the server doesn't set the pace.
  int window() {
    return switch (pace) {
      case Pace.InFlight(int messages) -> messages;
      case Pace.Rate _ -> 0;
    };
  }

  /// Begins with message `firstNumber`, once the one before has ended. For any thread.
  void start(Extent extent, int firstNumber) {
    sent = 0;
    finished = false;
    loop.execute(() -> begin(extent, firstNumber));
  }

  private void begin(Extent extent, int firstNumber) {
    first = firstNumber;
    oldest = firstNumber;
    next = firstNumber;
    beginNanos = stopwatch.nanos();
    limit = Math.min(Mark.NUMBER_MAX + 1L, first + count(extent));
    deadlineNanos = Long.MAX_VALUE;
    if (pace instanceof Pace.InFlight && extent instanceof Extent.Lasting(Duration time)) {
      deadlineNanos = beginNanos + time.toNanos();
    }
    pump();
  }

  /// At a fixed rate a time is a count too, so that a server that lags behind can't shorten it.
  private long count(Extent extent) {
    return switch (extent) {
      case Extent.Messages(int count) -> count;
      case Extent.Lasting(Duration time) ->
          switch (pace) {
            case Pace.InFlight _ -> Mark.NUMBER_MAX;
            case Pace.Rate(double perSecond) ->
                Math.max(1, Math.round(perSecond * time.toNanos() / 1e9));
          };
    };
  }

  @Override
  public void onLoop(int number) {
    if (loop.inEventLoop()) {
      complete(number);
    } else {
      loop.execute(() -> complete(number));
    }
  }

  private void complete(int number) {
    loopsDone[number % loopsDone.length]++;
    while (oldest < next && loopsDone[oldest % loopsDone.length] == receivingLoops) {
      loopsDone[oldest % loopsDone.length] = 0;
      oldest++;
    }
    pumpSoon();
  }

  /// After what else the loop has to read now, so that what becomes free together leaves together.
  private void pumpSoon() {
    if (!pumpComes && !finished) {
      pumpComes = true;
      loop.execute(() -> {
        pumpComes = false;
        pump();
      });
    }
  }

  private void pump() {
    boolean wrote = false;
    while (!finished && publisher.ready()) {
      long now = stopwatch.nanos();
      long due = dueNanos(now);
      if (next >= limit || now >= deadlineNanos) {
        finished = true;
      } else if (due > now) {
        pumpAfter(due - now);
        break;
      } else {
        publisher.send(due, next++);
        sent = next - first;
        wrote = true;
      }
    }
    if (wrote) {
      publisher.flush();
    }
  }

  /// When the next message is due; never, while the window is full.
  private long dueNanos(long now) {
    return switch (pace) {
      case Pace.InFlight(int messages) -> next - oldest < messages ? now : Long.MAX_VALUE;
      case Pace.Rate(double perSecond) -> beginNanos + (long) ((next - first) * 1e9 / perSecond);
    };
  }

  private void pumpAfter(long nanos) {
    if (nanos < Long.MAX_VALUE / 2 && (timer == null || timer.isDone())) {
      timer =
          loop.schedule(
              () -> {
                timer = null;
                pump();
              },
              nanos,
              TimeUnit.NANOSECONDS);
    }
  }

  /// Sends no more. For any thread.
  void stop() {
    loop.execute(() -> finished = true);
  }

  /// How many messages went out since the beginning.
  int sent() {
    return sent;
  }

  /// Whether no more will follow.
  boolean finished() {
    return finished;
  }
}
