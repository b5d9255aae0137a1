package dev.belfry.server;

import static dev.belfry.server.RawHttp2Client.DATA;
import static dev.belfry.server.RawHttp2Client.END_HEADERS;
import static dev.belfry.server.RawHttp2Client.END_STREAM;
import static dev.belfry.server.RawHttp2Client.HEADERS;
import static dev.belfry.server.RawHttp2Client.RST_STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.auth.callback.App;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests over HTTP/2 about which the application is asked.
class Http2CookiesTest {
  private static final String PAGE = "https://app.example";
  private static final int BODY_BYTES = 60_000;

  @TempDir private Path folder;
  private final CountDownLatch thinking = new CountDownLatch(1);
  private App app;
  private SecureServer server;
  private RawHttp2Client client;

  @BeforeEach
  void start() throws Exception {
    app = new App();
    app.answer(
        200, "{\"user\":\"ann\",\"subscribe\":[\"chat\"],\"publish\":[\"chat\"],\"ttl\":60}");
    app.hold(thinking);
    server =
        SecureServer.start(
            folder,
            Map.of(
                "origins",
                PAGE,
                "auth.callback.url",
                app.url().toString(),
                "auth.callback.secret",
                "0123456789abcdef0123456789abcdef"));
    client = RawHttp2Client.connect(server);
  }

  @AfterEach
  void stop() throws Exception {
    thinking.countDown();
    client.close();
    server.close();
    app.close();
  }

  private void publish(int stream) throws Exception {
    byte[] head =
        RawHttp2Client.request(
            "POST", "/notifications/chat", "origin", PAGE, "cookie", "theme=dark", "cookie", "s=1");
    client.send(HEADERS, END_HEADERS, stream, head);
    byte[] part = new byte[BODY_BYTES / 4];
    Arrays.fill(part, (byte) 'x');
    for (int i = 0; i < 4; i++) {
      client.send(DATA, i == 3 ? END_STREAM : 0, stream, part);
    }
  }

  @Test
  void aBodyThatCameMeanwhileIsTakenWhenItIsKnownWhoSentIt() throws Exception {
    publish(1);
    await().until(() -> app.requests().size() == 1);
    client.get(3, "/health/live");
    assertThat(client.read(DATA).stream()).isEqualTo(3); // others need not wait
    thinking.countDown();
    RawHttp2Client.Frame answer = client.read(DATA);
    assertThat(answer.stream()).isEqualTo(1);
    assertThat(new String(answer.payload(), UTF_8)).contains("\"position\"");
    assertThat(app.requests().getFirst().headers()).containsEntry("Cookie", "theme=dark; s=1");
  }

  @Test
  void aClientThatLeavesMeanwhileGivesItsWindowBack() throws Exception {
    for (int stream = 1; stream < 21; stream += 2) {
      publish(stream);
      client.send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }
    client.get(21, "/health/live");
    assertThat(client.read(DATA).stream()).isEqualTo(21);
    await().untilAsserted(() -> assertThat(server.belfry().connections()).isEqualTo(1));
  }

  @Test
  void aStreamOfEventsBeginsWhenItIsKnownWhoListens() throws Exception {
    client.get(
        1, "/notifications/chat", "accept", "text/event-stream", "origin", PAGE, "cookie", "s=1");
    await().until(() -> app.requests().size() == 1);
    thinking.countDown();
    assertThat(new String(client.read(DATA).payload(), UTF_8)).startsWith("retry: ");
    assertThat(app.requests().getFirst().body()).contains("\"transport\":\"events\"");
  }
}
