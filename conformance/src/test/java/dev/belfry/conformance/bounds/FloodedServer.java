package dev.belfry.conformance.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// A server with a small heap, clients of one address that flood it, and a neighbour at another
/// address, which has to be served meanwhile.
final class FloodedServer implements AutoCloseable {
  /// What the heap may hold more after a flood: logs and tables that are allowed to.
  private static final long KEPT_BYTES_MAX = 16 << 20;

  private static final Duration COME_BACK_AFTER = Duration.ofMillis(1);
  private static final Duration GIVEN_BACK_WITHIN = Duration.ofSeconds(40);

  private final RunningServer server;
  private final Neighbour neighbour;
  private final Queue<RawConnection> connections = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> flooding = new ArrayList<>();
  private final long heapBefore;
  private volatile boolean over;

  /// What a client of the flood does with a connection.
  interface Client {
    void run(RawConnection connection) throws IOException;
  }

  FloodedServer(int heapMebibytes, String... flags) throws Exception {
    server =
        RunningServer.startOn(
            List.of(
                "-XX:+UseSerialGC",
                "-Xmx" + heapMebibytes + "m",
                "-XX:MaxDirectMemorySize=" + heapMebibytes + "m"),
            flags);
    neighbour = new Neighbour(server.port());
    neighbour.ask();
    heapBefore = server.liveHeapBytes();
  }

  int port() {
    return server.port();
  }

  /// Opens a connection that stays until the flood is over.
  private RawConnection open(int receiveBufferBytes) throws IOException {
    RawConnection connection = RawConnection.open(port(), receiveBufferBytes);
    connections.add(connection);
    if (over) {
      connection.close();
    }
    return connection;
  }

  /// Has clients flood the server until the flood is over; one that is refused or cut off comes
  /// back.
  void flood(int clients, Client client) {
    for (int i = 0; i < clients; i++) {
      flooding.add(
          threads.submit(() -> {
            while (!over) {
              try (RawConnection connection = open(4096)) {
                client.run(connection);
              } catch (IOException refused) {
                LockSupport.parkNanos(COME_BACK_AFTER.toNanos());
              }
            }
          }));
    }
  }

  /// The flood takes all that subscriptions may cost: until it is over, the neighbour does with the
  /// one that it has.
  void leavesNoSubscriptions() {
    neighbour.opensStreams(false);
  }

  boolean over() {
    return over;
  }

  /// Waits until all of so many clients have done what they do, while the neighbour is served.
  void serves(int clients, Duration within, Client client) throws Exception {
    List<Future<?>> served = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      served.add(
          threads.submit(() -> {
            try (RawConnection connection = open(0)) {
              connection.patience(within);
              client.run(connection);
            }
            return client;
          }));
    }
    neighbour.askUntil(() -> served.stream().allMatch(Future::isDone), within);
    for (Future<?> each : served) {
      assertThat(each).as(server::output).succeedsWithin(Duration.ZERO);
    }
  }

  /// Lets the flood go on for a while, in which the neighbour is served.
  void servesTheNeighbourFor(Duration time) throws Exception {
    long endNanos = System.nanoTime() + time.toNanos();
    neighbour.askUntil(() -> System.nanoTime() - endNanos > 0, Duration.ofMinutes(3));
  }

  /// Ends the flood. The server is there, never was out of memory, and gives back what it took.
  void outlivesTheFlood() throws Exception {
    over = true;
    for (RawConnection connection : connections) {
      connection.close();
    }
    for (Future<?> client : flooding) {
      assertThat(client).succeedsWithin(Duration.ofSeconds(60));
    }
    neighbour.ask();
    neighbour.opensStreams(true);
    assertThat(server.alive()).as(server::output).isTrue();
    assertThat(server.output()).doesNotContain("OutOfMemoryError");
    await()
        .atMost(GIVEN_BACK_WITHIN)
        .untilAsserted(
            () -> assertThat(server.liveHeapBytes() - heapBefore).isLessThan(KEPT_BYTES_MAX));
    neighbour.ask();
  }

  @Override
  public void close() throws IOException {
    over = true;
    for (RawConnection connection : connections) {
      connection.close();
    }
    neighbour.close();
    server.close();
    threads.close();
  }
}
