package dev.belfry.server;

import static dev.belfry.server.RawHttp2Client.CONTINUATION;
import static dev.belfry.server.RawHttp2Client.DATA;
import static dev.belfry.server.RawHttp2Client.END_HEADERS;
import static dev.belfry.server.RawHttp2Client.END_STREAM;
import static dev.belfry.server.RawHttp2Client.ENHANCE_YOUR_CALM;
import static dev.belfry.server.RawHttp2Client.HEADERS;
import static dev.belfry.server.RawHttp2Client.PING;
import static dev.belfry.server.RawHttp2Client.PRIORITY;
import static dev.belfry.server.RawHttp2Client.PROTOCOL_ERROR;
import static dev.belfry.server.RawHttp2Client.RST_STREAM;
import static dev.belfry.server.RawHttp2Client.SETTINGS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients of HTTP/2 that send without end what costs a server more than it costs them: each is
/// ended, and a good client beside it does not notice.
class Http2FloodTest {
  private static final int BATCH = 500;
  private static final int BATCHES_MAX = 4_000;
  private static final int OPAQUE = 8;

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private SecureServer server;
  private Iterator<String> goodLines;
  private int said;

  @BeforeEach
  void start() throws Exception {
    server =
        SecureServer.start(
            folder, Map.of("limits.stalled", "2s", "limits.handshake", "2s", "server.drain", "1s"));
    HttpRequest request =
        server.request("/notifications/good").header("Accept", "text/event-stream").build();
    goodLines = server.http().send(request, HttpResponse.BodyHandlers.ofLines()).body().iterator();
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
    clock.shutdownNow();
  }

  /// What a good client does: it publishes, and hears it on its stream.
  private void assertUnharmed() throws Exception {
    String text = "message " + said++;
    assertThat(server.publish("/notifications/good", text).statusCode()).isEqualTo(201);
    String line = goodLines.next();
    while (!line.startsWith("data: ")) {
      line = goodLines.next();
    }
    assertThat(line).isEqualTo("data: " + text);
  }

  private void assertOnlyTheGoodClientIsLeft() {
    await().untilAsserted(() -> assertThat(server.belfry().connections()).isEqualTo(2));
  }

  /// What comes without end.
  enum Flood {
    RAPID_RESET {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        int stream = 2 * n + 1;
        byte[] request =
            RawHttp2Client.request("GET", "/notifications/x", "accept", "text/event-stream");
        to.writeBytes(RawHttp2Client.frame(HEADERS, END_HEADERS | END_STREAM, stream, request));
        to.writeBytes(RawHttp2Client.frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
      }
    },
    /// The client makes the server give up its streams (CVE-2025-8671).
    MADE_RESET {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        int stream = 2 * n + 1;
        byte[] request = RawHttp2Client.request("POST", "/notifications/x");
        to.writeBytes(RawHttp2Client.frame(HEADERS, END_HEADERS, stream, request));
        to.writeBytes(RawHttp2Client.frame(RawHttp2Client.WINDOW_UPDATE, 0, stream, new byte[4]));
      }
    },
    SMALL_CONTINUATIONS {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        begin(n, to);
        to.writeBytes(RawHttp2Client.frame(CONTINUATION, 0, 1, new byte[0]));
      }
    },
    LARGE_CONTINUATIONS {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        begin(n, to);
        byte[] more = RawHttp2Client.headers("x-more-" + n, "x".repeat(1_000));
        to.writeBytes(RawHttp2Client.frame(CONTINUATION, 0, 1, more));
      }
    },
    SETTINGS_FRAMES {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        to.writeBytes(RawHttp2Client.frame(SETTINGS, 0, 0, new byte[0]));
      }
    },
    PINGS {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        to.writeBytes(RawHttp2Client.frame(PING, 0, 0, new byte[OPAQUE]));
      }
    },
    PRIORITIES {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        byte[] priority = ByteBuffer.allocate(5).putInt(0).put((byte) n).array();
        to.writeBytes(RawHttp2Client.frame(PRIORITY, 0, 2 * n + 1, priority));
      }
    },
    WINDOW_UPDATES {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        to.writeBytes(RawHttp2Client.frame(RawHttp2Client.WINDOW_UPDATE, 0, 0, ONE_BYTE));
      }
    },
    UNKNOWN_FRAMES {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        to.writeBytes(RawHttp2Client.frame(0xBE, 0, 0, new byte[0]));
      }
    },
    EMPTY_DATA {
      @Override
      void frames(int n, ByteArrayOutputStream to) {
        if (n == 0) {
          byte[] request = RawHttp2Client.request("POST", "/notifications/x");
          to.writeBytes(RawHttp2Client.frame(HEADERS, END_HEADERS, 1, request));
        }
        to.writeBytes(RawHttp2Client.frame(DATA, 0, 1, new byte[0]));
      }
    };

    private static final byte[] ONE_BYTE = {0, 0, 0, 1};

    /// Adds the frames of one round.
    abstract void frames(int n, ByteArrayOutputStream to);

    private static void begin(int n, ByteArrayOutputStream to) {
      if (n == 0) {
        to.writeBytes(RawHttp2Client.frame(HEADERS, 0, 1, RawHttp2Client.request("GET", "/")));
      }
    }
  }

  /// Sends until the server has closed. Returns how many batches it took.
  private static int send(Flood flood, RawHttp2Client client) {
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < BATCH; i++) {
        flood.frames(batch * BATCH + i, frames);
      }
      try {
        client.send(frames.toByteArray());
      } catch (IOException closed) {
        return batch;
      }
    }
    return BATCHES_MAX;
  }

  @ParameterizedTest
  @EnumSource
  void aFloodIsEndedAndAGoodClientIsUnharmed(Flood flood) throws Exception {
    assertUnharmed();
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      Future<Integer> sent = threads.submit(() -> send(flood, client));
      assertUnharmed();
      assertThat(client.readToEnd()).isIn(-1, ENHANCE_YOUR_CALM);
      assertUnharmed();
      assertThat(sent.get()).isLessThan(BATCHES_MAX);
    }
    assertOnlyTheGoodClientIsLeft();
    assertUnharmed();
  }

  @Test
  void aClientThatDoesNotReadItsAnswersIsNotReadEither() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      assertThat(threads.submit(() -> send(Flood.PINGS, client)).get()).isLessThan(BATCHES_MAX);
      assertUnharmed();
    }
    assertOnlyTheGoodClientIsLeft();
  }

  @Test
  void aHeadOf10MegabytesIsRefused() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      Future<Boolean> sent =
          threads.submit(() -> {
            client.send(HEADERS, 0, 1, RawHttp2Client.request("GET", "/"));
            byte[] part = new byte[16_000];
            for (int i = 0; i < 10_000_000 / part.length; i++) {
              client.send(CONTINUATION, 0, 1, part);
            }
            return true;
          });
      assertThat(client.readToEnd()).isIn(-1, PROTOCOL_ERROR);
      assertUnharmed();
      sent.cancel(true);
    }
    assertOnlyTheGoodClientIsLeft();
  }

  @Test
  void aHeadThatIsSomewhatTooLargeIsRefusedAndTheConnectionGoesOn() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      String[] cookie = {"cookie", "x".repeat(9_000)};
      byte[] block = RawHttp2Client.request("GET", "/health/live", cookie);
      client.send(HEADERS, END_STREAM | END_HEADERS, 1, block);
      assertThat(client.read(HEADERS).stream()).isEqualTo(1);
      RawHttp2Client.Frame body = client.read(DATA);
      assertThat(body.stream()).isEqualTo(1);
      assertThat(new String(body.payload(), US_ASCII)).startsWith("{\"status\":431,");
      client.get(3, "/health/live");
      assertThat(client.read(DATA).stream()).isEqualTo(3);
    }
  }

  @Test
  void whoseWindowStaysShutIsCutOffAfterAWhile() throws Exception {
    int[] noWindow = {4, 0};
    try (RawHttp2Client client = RawHttp2Client.connect(server, noWindow)) {
      client.get(1, "/openapi.yaml");
      client.get(3, "/notifications/good", "accept", "text/event-stream");
      client.get(5, "/health/live");
      for (int i = 0; i < 3; i++) {
        assertThat(client.read(HEADERS).has(END_STREAM)).isFalse();
      }
      assertUnharmed();
      for (int i = 0; i < 3; i++) {
        assertThat(client.read(RST_STREAM).error()).isEqualTo(RawHttp2Client.CANCEL);
      }
    }
    assertOnlyTheGoodClientIsLeft();
  }

  @Test
  void aClientHasAHundredStreamsAndNoMore() throws Exception {
    int[] noWindow = {4, 0};
    try (RawHttp2Client client = RawHttp2Client.connect(server, noWindow)) {
      for (int i = 0; i < 100; i++) {
        client.get(2 * i + 1, "/openapi.yaml");
      }
      for (int i = 0; i < 100; i++) {
        var _ = client.read(HEADERS);
      }
      client.get(201, "/openapi.yaml"); // one too many
      assertThat(client.read(RST_STREAM).stream()).isEqualTo(201);
      assertUnharmed();
    }
    assertOnlyTheGoodClientIsLeft();
  }

  @Test
  void aWindowThatOpensByOneByteAtATimeIsShut() throws Exception {
    int[] oneByte = {4, 1};
    try (RawHttp2Client client = RawHttp2Client.connect(server, oneByte)) {
      client.get(1, "/openapi.yaml");
      Future<?> dribble =
          clock.scheduleAtFixedRate(() -> openByOne(client), 10, 10, TimeUnit.MILLISECONDS);
      assertThat(client.read(RST_STREAM).error()).isEqualTo(RawHttp2Client.CANCEL);
      dribble.cancel(true);
    }
    assertOnlyTheGoodClientIsLeft();
  }

  private static void openByOne(RawHttp2Client client) {
    try {
      client.windowUpdate(1, 1);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  @Test
  void aSocketThatTakesNothingIsClosed() throws Exception {
    int[] largeWindow = {4, Integer.MAX_VALUE};
    try (RawHttp2Client client = RawHttp2Client.connect(server, largeWindow)) {
      client.windowUpdate(0, Integer.MAX_VALUE - 65_535);
      for (int i = 0; i < 100; i++) {
        client.get(2 * i + 1, "/openapi.yaml");
      }
      client.get(201, "/notifications/large", "accept", "text/event-stream");
      await().until(() -> server.belfry().connections() >= 3);
      for (int i = 0; i < 500; i++) {
        assertThat(server.publish("/notifications/large", "x".repeat(60_000)).statusCode())
            .isEqualTo(201);
      }
      assertOnlyTheGoodClientIsLeft();
    }
    assertUnharmed();
  }

  @Test
  void whoAgreesOnHttp2AndSaysNothingIsClosed() throws Exception {
    try (RawHttp2Client silent = RawHttp2Client.agree(server);
        RawHttp2Client idle = RawHttp2Client.connect(server)) {
      assertThat(silent.readToEnd()).isIn(-1, RawHttp2Client.NO_ERROR);
      assertThat(idle.readToEnd()).isIn(-1, RawHttp2Client.NO_ERROR);
    }
    assertOnlyTheGoodClientIsLeft();
  }

  @Test
  void aBodyThatDoesNotComeIsNotAwaited() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      client.send(HEADERS, END_HEADERS, 1, RawHttp2Client.request("POST", "/notifications/x"));
      client.send(DATA, 0, 1, "half".getBytes(US_ASCII));
      assertThat(client.read(HEADERS).stream()).isEqualTo(1); // 408
      assertThat(client.read(RST_STREAM).error()).isEqualTo(RawHttp2Client.NO_ERROR);
    }
  }

  @Test
  void aServerThatLeavesSaysGoAwayAndClosesAfterTheLastStream() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.connect(server)) {
      client.get(1, "/notifications/good", "accept", "text/event-stream");
      var _ = client.read(HEADERS);
      Future<?> stopped = threads.submit(() -> server.belfry().close());
      assertThat(client.readToEnd()).isEqualTo(RawHttp2Client.NO_ERROR);
      stopped.get();
    }
  }
}
