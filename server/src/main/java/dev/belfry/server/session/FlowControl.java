package dev.belfry.server.session;

import java.time.Duration;
import java.util.function.Supplier;

/// Flow control for what a client publishes: counts what is not answered yet; where that is too
/// much, its socket is not read. Nothing queues: the client's own network stack holds it.
final class FlowControl {
  /// What a publish costs while it is not answered, beside its data.
  private static final int PUBLISH_BYTES = 512;

  /// Why a publish is refused where `begin` says no.
  static final String TOO_MUCH = "too much was sent that is not answered yet";

  private final SessionContext context;
  private final Outlet outlet;
  private final Runnable whenNotFull;
  private final Supplier<Object> client;
  private int unanswered;
  private int unansweredBytes;

  /// With how much they count among what was received. What is answered at once never does.
  private int countedBytes;

  private boolean held;
  private boolean full;
  private boolean paused;

  /// When the client may publish on.
  private long nextAtNanos;

  private boolean waits;

  /// @param client whom its publishes count to
  /// @param whenNotFull called when more may be taken after `full` was true
  FlowControl(
      SessionContext context, Outlet outlet, Supplier<Object> client, Runnable whenNotFull) {
    this.context = context;
    this.outlet = outlet;
    this.whenNotFull = whenNotFull;
    this.client = client;
  }

  /// A publish is about to go to the log; false where there is no memory for it, and then it must
  /// not.
  boolean begin(byte[] data) {
    int bytes = costOf(data);
    if (context.incoming().halfUsed() && !context.incoming().admits(bytes)) {
      return false;
    }
    unanswered++;
    unansweredBytes += bytes;
    long now = context.clock().nanos();
    long wait = context.limits().publishes().charge(client.get(), now);
    if (wait > 0) {
      waits = true;
      nextAtNanos = now + wait;
      context.loop().schedule(Duration.ofNanos(wait), this::decide);
    }
    return true;
  }

  /// It went there, and may be answered already.
  void sent() {
    count();
    decide();
  }

  /// It was answered, though the client may have left since.
  void done(byte[] data) {
    unanswered--;
    unansweredBytes -= costOf(data);
    if (countedBytes > unansweredBytes) {
      count();
    }
    decide();
  }

  private static int costOf(byte[] data) {
    return data.length + PUBLISH_BYTES;
  }

  private void count() {
    context.incoming().add(unansweredBytes - countedBytes);
    countedBytes = unansweredBytes;
  }

  /// Whether no more should be taken now.
  boolean full() {
    return full;
  }

  /// Stops reading for a reason of the session's own, or ceases to.
  void hold(boolean on) {
    held = on;
    pauseOrResume();
  }

  private void decide() {
    boolean before = full;
    waits = waits && nextAtNanos - context.clock().nanos() > 0;
    full = tooMuchUnanswered() || waits;
    pauseOrResume();
    if (before && !full) {
      whenNotFull.run();
    }
  }

  private boolean tooMuchUnanswered() {
    SessionBounds bounds = context.bounds();
    return unanswered >= bounds.unansweredMax()
        || unansweredBytes >= bounds.unansweredBytesMax()
        || (unanswered > 0 && context.incoming().halfUsed());
  }

  private void pauseOrResume() {
    if ((full || held) != paused) {
      paused = full || held;
      outlet.reading(!paused);
    }
  }
}
