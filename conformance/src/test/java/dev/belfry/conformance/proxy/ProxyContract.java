package dev.belfry.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
  private ProxyClient client;

  abstract Proxy start(int serverPort) throws IOException, InterruptedException;

  @BeforeAll
  void startBoth(@TempDir Path folder) throws IOException, InterruptedException {
    temporary = folder;
    server = RunningServer.start();
    proxy = start(server.port());
    client = clientOf(proxy);
  }

  @AfterAll
  void stopBoth() {
    client.close();
    proxy.close();
    server.close();
  }

  private static ProxyClient clientOf(Proxy one) {
    return new ProxyClient(
        "http://127.0.0.1:" + one.port(),
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  private HttpRequest.Builder publish(String text) {
    return client.to(CHANNEL).POST(BodyPublishers.ofString(text));
  }

  @Test
  void aPageOfTheProxysOwnOriginMayPublish() throws Exception {
    assertThat(client.send(publish("hi").header("Origin", client.origin())).statusCode())
        .isEqualTo(201);
  }

  @Test
  void batchesAndDocumentsComeThroughAndHealthDoesNot() throws Exception {
    HttpRequest.Builder batch =
        client
            .to("/v1/publish")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"messages\":[{\"channel\":\"a\",\"data\":1}]}"));
    assertThat(client.send(batch).statusCode()).isEqualTo(200);
    assertThat(client.send(client.to("/openapi.yaml")).statusCode()).isEqualTo(200);
    assertThat(client.send(client.to("/")).statusCode()).isEqualTo(200);
    for (String file : List.of("/belfry.js", "/belfry-bell.js", "/console.js", "/console.css")) {
      assertThat(client.send(client.to(file)).statusCode()).as(file).isEqualTo(200);
    }
    for (String operators : List.of("/health/ready", "/metrics", "/docs/")) {
      assertThat(client.send(client.to(operators)).statusCode()).as(operators).isEqualTo(404);
    }
  }

  @Test
  void anEventStreamIsNotHeldBack() throws Exception {
    client.streamIsNotHeldBack(CHANNEL, publish("now"));
  }

  @Test
  void aWebSocketComesThrough() throws Exception {
    var heard = new CompletableFuture<String>();
    WebSocket socket =
        client
            .http()
            .newWebSocketBuilder()
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
        client.send(publish("x").header("Content-Type", "application/pdf").header("Accept", "*/*"));
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.body()).contains("\"code\":\"unsupported-media-type\"");
  }

  @Test
  void anEventSourceIsToldToComeBackWhereTheServerIsNotThere() throws Exception {
    try (Proxy alone = start(FreePort.find());
        ProxyClient asking = clientOf(alone)) {
      asking.eventSourceIsToldToComeBack(CHANNEL);
    }
  }
}
