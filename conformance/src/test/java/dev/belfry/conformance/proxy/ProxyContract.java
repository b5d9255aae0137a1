package dev.belfry.conformance.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What clients get through a proxy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
abstract class ProxyContract {
  private static final String CHANNEL = "/notifications/orders:42";

  Path temporary;
  private RunningServer server;
  private Proxy proxy;
  private HttpClient http;

  abstract Proxy start(int serverPort) throws IOException, InterruptedException;

  @BeforeAll
  void startBoth(@TempDir Path folder) throws IOException, InterruptedException {
    temporary = folder;
    server = RunningServer.start();
    proxy = start(server.port());
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  void stopBoth() {
    http.shutdownNow();
    proxy.close();
    server.close();
  }

  private String origin() {
    return "http://127.0.0.1:" + proxy.port();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder publish(String text) {
    return to(CHANNEL).POST(BodyPublishers.ofString(text));
  }

  @Test
  void aPageOfTheProxysOwnOriginMayPublish() throws Exception {
    assertThat(send(publish("hi").header("Origin", origin())).statusCode()).isEqualTo(201);
  }

  @Test
  void batchesAndDocumentsComeThroughAndHealthDoesNot() throws Exception {
    HttpRequest.Builder batch =
        to("/v1/publish")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"messages\":[{\"channel\":\"a\",\"data\":1}]}"));
    assertThat(send(batch).statusCode()).isEqualTo(200);
    assertThat(send(to("/openapi.yaml")).statusCode()).isEqualTo(200);
    assertThat(send(to("/")).statusCode()).isEqualTo(200);
    for (String file : List.of("/belfry.js", "/belfry-bell.js", "/console.js", "/console.css")) {
      assertThat(send(to(file)).statusCode()).as(file).isEqualTo(200);
    }
    for (String operators : List.of("/health/ready", "/metrics", "/docs/")) {
      assertThat(send(to(operators)).statusCode()).as(operators).isEqualTo(404);
    }
  }

  @Test
  void anEventStreamIsNotHeldBack() throws Exception {
    HttpRequest.Builder listen = to(CHANNEL).header("Accept", "text/event-stream");
    HttpResponse<InputStream> stream = http.send(listen.build(), BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      send(publish("now"));
      String line = lines.readLine();
      while (!line.equals("data: now")) {
        line = lines.readLine();
      }
    }
  }

  @Test
  void aWebSocketComesThrough() throws Exception {
    var heard = new CompletableFuture<String>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + proxy.port() + CHANNEL),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean all) {
                    heard.complete(text.toString());
                    return CompletableFuture.completedStage(null);
                  }
                })
            .get(60, TimeUnit.SECONDS);
    socket.sendText("over the socket", true).get(60, TimeUnit.SECONDS);
    assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("over the socket");
    socket.abort();
  }

  @Test
  void aRefusalOfTheServerIsLeftAsItIs() throws Exception {
    HttpResponse<String> refused =
        send(publish("x").header("Content-Type", "application/pdf").header("Accept", "*/*"));
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.body()).contains("\"code\":\"unsupported-media-type\"");
  }

  @Test
  void anEventSourceIsToldToComeBackWhereTheServerIsNotThere() throws Exception {
    try (Proxy alone = start(FreePort.find())) {
      URI channel = URI.create("http://127.0.0.1:" + alone.port() + CHANNEL);
      HttpResponse<String> stream =
          send(HttpRequest.newBuilder(channel).header("Accept", "text/event-stream"));
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(stream.body()).matches("retry: [1-9][0-9]{3}\n\n");
      HttpResponse<String> other =
          send(HttpRequest.newBuilder(channel).POST(BodyPublishers.ofString("lost")));
      assertThat(other.statusCode()).isEqualTo(503);
      assertThat(other.headers().firstValue("Retry-After")).contains("5");
    }
  }
}
