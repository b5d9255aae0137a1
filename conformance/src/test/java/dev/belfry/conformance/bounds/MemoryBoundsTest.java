package dev.belfry.conformance.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a server comes to under load that fills whatever it can. Its limits, left at their defaults
/// but for the heap, add up inside the heap to
///
///     all that has a bound        156 MiB    70 % of the heap
///     connections, 1,000           10 MiB
///     the program itself           30 MiB
///     room for the collector       28 MiB
///
/// so a heap of 224 MiB must do: what grows beyond its limit ends the process with an
/// OutOfMemoryError, and the test with it. Outside the heap come direct buffers, which have a bound
/// of their own here, and what the JVM needs for itself.
@SuppressWarnings("NullAway.Init")
class MemoryBoundsTest {
  private static final long HEAP_MEBIBYTES = 224;
  private static final long DIRECT_MEBIBYTES = 64;

  /// Class metadata, compiled code, threads, the collector's own.
  private static final long VIRTUAL_MACHINE_MEBIBYTES = 110;

  private static final long RESIDENT_MEBIBYTES_MAX =
      HEAP_MEBIBYTES + DIRECT_MEBIBYTES + VIRTUAL_MACHINE_MEBIBYTES;

  private static final int PUBLISHED_CHANNELS = 1_000_000;
  private static final int SUBSCRIBED_CHANNELS = 100_000;
  private static final Duration FLOOD = Duration.ofSeconds(8);
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private RunningServer server;
  private PeakMemory memory;

  @BeforeEach
  void start() throws IOException {
    server =
        RunningServer.startOn(
            List.of(
                "-XX:+UseSerialGC",
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:MaxDirectMemorySize=" + DIRECT_MEBIBYTES + "m"));
    memory = new PeakMemory(server);
  }

  @AfterEach
  void stop() throws Exception {
    memory.stop();
    server.close();
  }

  @Test
  void aMillionChannelNamesPublishedTo() throws Exception {
    int connections = 4;
    int each = PUBLISHED_CHANNELS / connections;
    List<Callable<Void>> floods = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      int from = c * each;
      floods.add(() -> {
        Flood.run(server.port(), i -> "/notifications/made/up/" + i, from, from + each, "x");
        return null;
      });
    }
    together(floods);
    staysWithinItsLimits();
  }

  @Test
  void aHundredThousandChannelsSubscribedAndLeft() throws Exception {
    int channels = 32;
    int connections = 100;
    List<Callable<Void>> listeners = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      int listener = c;
      listeners.add(() -> {
        int streams = SUBSCRIBED_CHANNELS / channels / connections;
        for (int s = 0; s < Math.max(1, streams); s++) {
          listenAndLeave("left/" + listener + "/" + s, channels);
        }
        return null;
      });
    }
    together(listeners);
    staysWithinItsLimits();
  }

  private void listenAndLeave(String prefix, int channels) throws IOException {
    var path = new StringBuilder("/notifications?channel=" + prefix);
    for (int i = 1; i < channels; i++) {
      path.append("&channel=").append(prefix).append('/').append(i);
    }
    RawConnection connection = RawConnection.open(server.port());
    try (EventStream stream = EventStream.open(connection, path.toString(), "")) {
      assertThat(stream.next()).isPresent();
    }
  }

  @Test
  void twoHundredPublishersAgainstSubscribersThatDoNotRead() throws Exception {
    int port = server.port();
    long endNanos = System.nanoTime() + FLOOD.toNanos();
    BooleanSupplier over = () -> System.nanoTime() - endNanos > 0;
    String path = "/notifications/busy";
    List<RawConnection> deaf = new ArrayList<>();
    List<Callable<Void>> publishers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deaf.add(RawConnection.open(port, 4096));
      EventStream.open(deaf.getLast(), path, "");
      deaf.add(RawConnection.open(port, 4096));
      RawWebSocket socket = RawWebSocket.open(deaf.getLast(), path);
      publishers.add(() -> untilOver(() -> socket.sendText("x".repeat(1_000)), over));
      publishers.add(() -> post(path, over));
    }
    together(publishers);
    staysWithinItsLimits();
    for (RawConnection connection : deaf) {
      connection.close();
    }
  }

  @Test
  void fourHundredClientsThatAskForPagesOfHistoryAndReadNothing() throws Exception {
    Flood.run(server.port(), _ -> "/notifications/large", 0, 1_000, "x".repeat(1_000));
    List<RawConnection> deaf = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      RawConnection connection = RawConnection.open(server.port(), 4096);
      deaf.add(connection);
      for (int page = 0; page < 16; page++) {
        connection.get("/notifications/large?limit=1000");
      }
    }
    await().during(SETTLED).atMost(FLOOD).until(server::alive);
    staysWithinItsLimits();
    for (RawConnection connection : deaf) {
      connection.close();
    }
  }

  @Test
  void clientsThatNeverFinishWhatTheyBegin() throws Exception {
    List<RawConnection> unfinished = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      unfinished.add(begin(60_000, "POST /notifications/half HTTP/1.1"));
      unfinished.add(
          begin(3_900_000, "POST /v1/publish HTTP/1.1\r\nContent-Type: application/json"));
      RawConnection connection = RawConnection.open(server.port());
      unfinished.add(connection);
      RawWebSocket.open(connection, "/notifications/half");
      byte[] frame = RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, new byte[60_000]);
      sendAsMuchAsIsTaken(connection, Arrays.copyOf(frame, frame.length - 1));
    }
    staysWithinItsLimits();
    for (RawConnection connection : unfinished) {
      connection.close();
    }
  }

  /// Sends a request but for the last byte of its body.
  private RawConnection begin(int bodyBytes, String requestLine) throws IOException {
    RawConnection connection = RawConnection.open(server.port());
    connection.send(
        requestLine + "\r\nHost: 127.0.0.1\r\nContent-Length: " + bodyBytes + "\r\n\r\n");
    sendAsMuchAsIsTaken(connection, new byte[bodyBytes - 1]);
    return connection;
  }

  private static void sendAsMuchAsIsTaken(RawConnection connection, byte[] bytes) {
    try {
      connection.send(bytes);
    } catch (IOException refused) {
      // that is the server's right
    }
  }

  private interface Speech {
    void say() throws IOException;
  }

  /// Says something again and again as fast as it can; what comes back is not read here.
  private static Void untilOver(Speech speech, BooleanSupplier over) throws InterruptedException {
    Thread speaker =
        Thread.startVirtualThread(() -> {
          try {
            while (!over.getAsBoolean()) {
              speech.say();
            }
          } catch (IOException ended) {
            // the server may end it
          }
        });
    while (speaker.isAlive() && !over.getAsBoolean()) {
      speaker.join(Duration.ofMillis(100));
    }
    return null; // a speaker that the server does not read ends with its connection
  }

  private Void post(String path, BooleanSupplier over) throws Exception {
    while (!over.getAsBoolean()) {
      Flood.run(server.port(), i -> path, 0, 200, "x".repeat(1_000));
    }
    return null;
  }

  /// Each frame has as much as one may hold: publishes, pages of history that are large, channels
  /// subscribed to and left. Nothing of what comes back is read.
  @Test
  void aHundredFramedSessionsThatAskForAllAndReadNothing() throws Exception {
    int port = server.port();
    Flood.run(port, _ -> "/notifications/large", 0, 1_000, "x".repeat(1_000));
    long endNanos = System.nanoTime() + FLOOD.toNanos();
    BooleanSupplier over = () -> System.nanoTime() - endNanos > 0;
    List<RawConnection> deaf = new ArrayList<>();
    List<Callable<Void>> speakers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deaf.add(RawConnection.open(port, 4096));
      FramedSocket socket = FramedSocket.open(deaf.getLast());
      String name = "framed/" + i + "/";
      speakers.add(() -> untilOver(() -> askForAll(socket, name), over));
    }
    together(speakers);
    staysWithinItsLimits();
    for (RawConnection connection : deaf) {
      connection.close();
    }
  }

  private static void askForAll(FramedSocket socket, String prefix) throws IOException {
    socket.add("history", Map.of("channel", "large", "limit", 1_000));
    for (int i = 0; i < 30; i++) {
      String channel = prefix + socket.add("ping", Map.of());
      socket.add("subscribe", Map.of("channel", channel, "since", "earliest"));
      socket.add("publish", Map.of("channel", channel, "data", "x".repeat(1_000)));
      socket.add("publish", Map.of("channel", "large", "data", "x".repeat(1_000)));
      if (i % 2 == 0) {
        socket.add("unsubscribe", Map.of("channel", channel));
      }
    }
    socket.add("subscribe", Map.of("channel", "large", "since", "earliest"));
    socket.flush();
  }

  /// On threads of the platform: virtual ones that never wait would keep the others from running.
  private void together(List<Callable<Void>> tasks) throws InterruptedException {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Void> done : threads.invokeAll(tasks, 10, TimeUnit.MINUTES)) {
        assertThat(done).as(server::output).succeedsWithin(Duration.ZERO);
      }
    }
  }

  /// It is there, serves, and was never larger than its limits add up to.
  private void staysWithinItsLimits() throws IOException {
    assertThat(server.alive()).as(server::output).isTrue();
    try (RawWebSocket socket = RawWebSocket.open(server.port(), "/notifications/after")) {
      socket.sendText("still here");
      assertThat(socket.readText()).isEqualTo("still here");
    }
    System.out.println("MemoryBoundsTest: peak " + memory.peakMebibytes() + " MiB");
    assertThat(memory.peakMebibytes()).isBetween(30L, RESIDENT_MEBIBYTES_MAX);
  }
}
