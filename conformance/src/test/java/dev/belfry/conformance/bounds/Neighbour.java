package dev.belfry.conformance.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A client that does what clients do, on a channel of its own and from an address of its own, and
/// fails where it is not served.
final class Neighbour implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.2";
  private static final String PATH = "/notifications/quiet";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final int port;
  private final RawWebSocket listening;

  /// What comes there. It is read all the time: a client answers pings whatever else it does.
  private final BlockingQueue<RawWebSocket.Incoming> heard = new LinkedBlockingQueue<>();

  private boolean opensStreams = true;
  private int asked;

  Neighbour(int port) throws IOException {
    this.port = port;
    this.listening = RawWebSocket.open(open(), PATH);
    Thread.ofVirtual().start(this::hear);
  }

  private void hear() {
    RawWebSocket.Incoming next;
    do {
      try {
        next = listening.read();
      } catch (IOException gone) {
        next = new RawWebSocket.Incoming.Closed(1006, gone.toString());
      }
      heard.add(next);
    } while (next instanceof RawWebSocket.Incoming.Text);
  }

  private RawConnection open() throws IOException {
    RawConnection connection = RawConnection.openFrom(ADDRESS, port);
    connection.patience(PATIENCE);
    return connection;
  }

  /// Asks again and again until something has come about, at least three times.
  void askUntil(BooleanSupplier comeAbout, Duration atMost)
      throws IOException, InterruptedException {
    long startedNanos = System.nanoTime();
    int first = asked;
    while (!comeAbout.getAsBoolean() || asked - first < 3) {
      ask();
      assertThat(System.nanoTime() - startedNanos).isLessThan(atMost.toNanos());
    }
  }

  /// From now on it subscribes to nothing new, or does again.
  void opensStreams(boolean on) {
    opensStreams = on;
  }

  /// Publishes a large message, hears it live, finds it in the history, and catches up with it.
  void ask() throws IOException, InterruptedException {
    String text = asked++ + " " + "x".repeat(60_000);
    try (RawConnection connection = open()) {
      connection.post(PATH, text);
      assertThat(read(connection)).isEqualTo(201);
      connection.get(PATH + "?limit=2", "Accept: application/json");
      assertThat(read(connection)).isEqualTo(200);
    }
    assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new RawWebSocket.Incoming.Text(text));
    if (!opensStreams) {
      return;
    }
    try (EventStream stream = EventStream.open(open(), PATH + "?since=-1", "")) {
      assertThat(stream.nextData().data()).contains(text);
    }
  }

  private static int read(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    connection.readBody(head);
    return head.status();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
