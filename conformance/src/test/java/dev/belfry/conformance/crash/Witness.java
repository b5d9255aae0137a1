package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.EventStream.Event;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Listens to a channel as an event stream from its first message on, across all lives of its
/// server: when it is cut, it connects again and goes on by Last-Event-ID.
final class Witness implements AutoCloseable {
  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofMillis(10);
  private static final Duration QUIET_MAX = Duration.ofSeconds(60);

  private final String channel;
  private final IntSupplier port;
  private final Thread thread;
  private final List<Kept> seen = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private String lastId = "";
  private volatile @Nullable EventStream stream;
  private volatile boolean over;

  /// @param port of the server that is there now
  Witness(String channel, IntSupplier port) {
    this.channel = channel;
    this.port = port;
    this.thread = Thread.ofPlatform().daemon().start(this::listen);
  }

  private void listen() {
    while (!over) {
      try (RawConnection connection = RawConnection.open(port.getAsInt())) {
        connection.patience(QUIET_MAX);
        String since = lastId.isEmpty() ? "?since=earliest" : "";
        EventStream opened =
            EventStream.open(connection, "/notifications/" + channel + since, lastId);
        stream = opened;
        for (Optional<Event> next = opened.next(); next.isPresent(); next = opened.next()) {
          note(next.get());
        }
      } catch (IOException cut) {
        LockSupport.parkNanos(BEFORE_TRYING_AGAIN.toNanos());
      }
    }
  }

  private synchronized void note(Event event) {
    lastId = event.id();
    event
        .data()
        .ifPresent(data -> {
          if (event.type().equals("message")) {
            seen.add(new Kept(event.id(), data));
          } else {
            problems.add(channel + ": a subscriber was told " + event.type() + " " + data);
          }
        });
  }

  synchronized int seenCount() {
    return seen.size();
  }

  /// What is wrong, where the server keeps this and this is all that the subscriber should have.
  synchronized List<String> problems(List<Kept> kept) {
    List<String> found = new ArrayList<>(problems);
    int common = 0;
    while (common < Math.min(seen.size(), kept.size())
        && seen.get(common).equals(kept.get(common))) {
      common++;
    }
    if (common < Math.max(seen.size(), kept.size())) {
      found.add(
          "%s: a subscriber saw %s where %s stands, after %d messages; %d seen, %d kept"
              .formatted(
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
  public void close() throws IOException {
    over = true;
    EventStream open = stream;
    if (open != null) {
      open.close();
    }
    thread.interrupt();
  }
}
