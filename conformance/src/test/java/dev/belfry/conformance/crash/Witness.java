package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Listens to a channel from its first message on, across all lives of its server: when it is cut,
/// it connects again and goes on where it was.
abstract class Witness implements AutoCloseable {
  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofMillis(10);
  private static final Duration QUIET_MAX = Duration.ofSeconds(60);

  private final String channel;
  private final IntSupplier port;
  private final Thread thread;
  private final List<Kept> seen = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private volatile @Nullable RawConnection connection;
  private volatile boolean over;

  /// @param port of the server that is there now
  Witness(String channel, IntSupplier port) {
    this.channel = channel;
    this.port = port;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::listen);
  }

  final void start() {
    thread.start();
  }

  private void listen() {
    while (!over) {
      try (RawConnection opened = RawConnection.open(port.getAsInt())) {
        connection = opened;
        opened.patience(QUIET_MAX);
        listen(opened);
      } catch (IOException cut) {
        LockSupport.parkNanos(BEFORE_TRYING_AGAIN.toNanos());
      }
    }
  }

  /// Listens over a new connection until it ends.
  abstract void listen(RawConnection connection) throws IOException;

  final String channel() {
    return channel;
  }

  final synchronized void saw(String position, String text) {
    seen.add(new Kept(position, text));
  }

  final synchronized void problem(String what) {
    problems.add(this + " of " + channel + " " + what);
  }

  final synchronized int seenCount() {
    return seen.size();
  }

  /// What is wrong, where the server keeps this and this is all that the subscriber should have.
  final synchronized List<String> problems(List<Kept> kept) {
    List<String> found = new ArrayList<>(problems);
    int common = 0;
    while (common < Math.min(seen.size(), kept.size())
        && seen.get(common).equals(kept.get(common))) {
      common++;
    }
    if (common < Math.max(seen.size(), kept.size())) {
      found.add(
          "%s of %s saw %s where %s stands, after %d messages; %d seen, %d kept"
              .formatted(
                  this,
                  channel,
                  common < seen.size() ? seen.get(common).position() : "nothing",
                  common < kept.size() ? kept.get(common).position() : "nothing",
                  common,
                  seen.size(),
                  kept.size()));
    }
    return found;
  }

  @Override
  public final void close() throws IOException {
    over = true;
    RawConnection open = connection;
    if (open != null) {
      open.close();
    }
    thread.interrupt();
  }
}
