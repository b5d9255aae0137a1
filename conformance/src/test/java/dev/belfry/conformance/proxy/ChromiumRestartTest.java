package dev.belfry.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.belfry.conformance.clients.Chromium;
import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser's EventSource behind nginx, while the server is killed and while it restarts in order:
/// each message of a durable channel is heard once.
@SuppressWarnings("NullAway.Init")
class ChromiumRestartTest {
  private static final String CHANNEL = "/notifications/kept/a";
  private static final int EACH = 40;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private int port;
  private int published;

  private RunningServer serve() throws IOException {
    List<String> command = RunningServer.command(List.of("-Xmx256m"), "--server.drain=2s");
    command.set(command.indexOf("--port") + 1, Integer.toString(port));
    RunningServer server = RunningServer.launch(command, folder, Map.of());
    server.awaitReady();
    return server;
  }

  private void publish() throws Exception {
    for (int i = 0; i < EACH; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + CHANNEL))
              .POST(HttpRequest.BodyPublishers.ofString("m" + published))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
      published++;
    }
  }

  @Test
  void eachMessageIsHeardOnce() throws Exception {
    Files.writeString(
        folder.resolve("belfry.yaml"), "channels: [{ match: \"kept/**\", durable: true }]\n");
    port = FreePort.find();
    RunningServer server = serve();
    try (Proxy nginx = Nginx.start(folder, port);
        Chromium chromium = Chromium.start();
        Page page = chromium.context().newPage()) {
      var _ = page.navigate("http://127.0.0.1:" + nginx.port() + "/");
      var _ =
          page.evaluate(
              "channel => { window.heard = []; window.events = new EventSource(channel);"
                  + " events.onmessage = e => heard.push(e.data);"
                  + " return new Promise(open => events.onopen = open); }",
              CHANNEL);
      publish();
      server.kill();
      server = serve();
      publish();
      awaitAll(page);
      server.askToLeave();
      assertThat(server.awaitExit()).as(server::output).isZero();
      server = serve();
      publish();
      awaitAll(page);
    } finally {
      server.close();
      http.shutdownNow();
    }
  }

  private void awaitAll(Page page) {
    List<String> all = IntStream.range(0, published).mapToObj(n -> "m" + n).toList();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(page.evaluate("heard")).isEqualTo(all));
    assertThat(page.evaluate("events.readyState")).as("open").isEqualTo(1);
  }
}
