package dev.belfry.conformance.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.conformance.wire.SelfSigned;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What clients get through a proxy that has the certificate, and Belfry below the path `/live`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
abstract class BelowPathContract {
  private static final String CHANNEL = "/live/notifications/orders:42";

  Path temporary;
  private SelfSigned signed;
  private RunningServer server;
  private Proxy proxy;
  private HttpClient http;

  abstract Proxy start(int serverPort, SelfSigned signed) throws IOException, InterruptedException;

  @BeforeAll
  void startBoth(@TempDir Path folder) throws Exception {
    temporary = folder;
    signed = SelfSigned.in(folder);
    server =
        RunningServer.start(
            "--server.trusted-proxies=127.0.0.1", "--hosts=localhost", "--limits.ping=1s");
    proxy = start(server.port(), signed);
    http = HttpClient.newBuilder().sslContext(signed.trusting()).build();
  }

  @AfterAll
  void stopBoth() {
    http.shutdownNow();
    proxy.close();
    server.close();
  }

  private String origin() {
    return "https://localhost:" + proxy.port();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private int status(String path) throws Exception {
    return send(to(path)).statusCode();
  }

  @Test
  void thePagesAndTheLibraryAreThereAndNothingElse() throws Exception {
    HttpResponse<String> moved = send(to("/live"));
    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(URI.create(origin() + "/live").resolve(moved.headers().firstValue("Location").get()))
        .isEqualTo(URI.create(origin() + "/live/"));
    for (String file : List.of("", "belfry.js", "belfry-inbox.js", "console.css", "openapi.yaml")) {
      assertThat(status("/live/" + file)).as(file).isEqualTo(200);
    }
    for (String other : List.of("/live/health/ready", "/live/metrics", "/notifications/orders")) {
      assertThat(status(other)).as(other).isEqualTo(404);
    }
    assertThat(send(to("/live/notifications/a/b").header("Accept", "text/html")).body())
        .contains("src=\"../../console.js\"");
  }

  @Test
  void aPathComesAsItWasWritten() throws Exception {
    HttpRequest.Builder notify =
        to("/live/v1/notify")
            .POST(
                BodyPublishers.ofString(
                    "{\"to\":{\"user\":\"a/b ü\"},\"notification\":{\"title\":\"hello\"}}"));
    assertThat(send(notify).statusCode()).isEqualTo(201);
    assertThat(send(to("/live/v1/users/a%2Fb%20%C3%BC/inbox?limit=1")).body()).contains("hello");
  }

  @Test
  void aPageOfTheSitePublishesAndAnEventStreamIsNotHeldBack() throws Exception {
    HttpRequest.Builder listen = to(CHANNEL).header("Accept", "text/event-stream");
    HttpResponse<InputStream> stream = http.send(listen.build(), BodyHandlers.ofInputStream());
    assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      HttpRequest.Builder publish =
          to(CHANNEL).header("Origin", origin()).POST(BodyPublishers.ofString("now"));
      assertThat(send(publish).statusCode()).isEqualTo(201);
      String line = lines.readLine();
      while (!line.equals("data: now")) {
        line = lines.readLine();
      }
    }
  }

  @Test
  void thePageOfAnotherSiteIsRefused() throws Exception {
    HttpRequest.Builder publish =
        to(CHANNEL).header("Origin", "https://evil.example").POST(BodyPublishers.ofString("x"));
    assertThat(send(publish).statusCode()).isEqualTo(403);
  }

  @Test
  void theJavaClientAndTheCommandLineTakeThePath() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    URI address = URI.create(origin() + "/live");
    try (BelfryConnection connection = BelfryConnection.to(address).http(http).open()) {
      var _ =
          connection.subscribe("java", message -> heard.add(message.data().toNode().asString()));
      assertThat(connection.publish(Publication.text("java", "one")).get(60, TimeUnit.SECONDS))
          .isInstanceOf(PublishOutcome.Published.class);
      assertThat(
              RunningServer.run(
                  "publish",
                  "java",
                  "two",
                  "-u",
                  address + "/",
                  "--cacert",
                  signed.certificate().toString()))
          .matches("[a-z0-9]+-2 [0-9A-Z]{26}");
      await().until(() -> List.copyOf(heard).equals(List.of("one", "two")));
    }
  }

  @Test
  void anEventSourceIsToldToComeBackWhereTheServerIsNotThere() throws Exception {
    try (Proxy alone = start(FreePort.find(), signed)) {
      URI channel = URI.create("https://localhost:" + alone.port() + CHANNEL);
      HttpResponse<String> stream =
          send(HttpRequest.newBuilder(channel).header("Accept", "text/event-stream"));
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.body()).matches("retry: [1-9][0-9]{3}\n\n");
      HttpResponse<String> other =
          send(HttpRequest.newBuilder(channel).POST(BodyPublishers.ofString("lost")));
      assertThat(other.statusCode()).isEqualTo(503);
    }
  }
}
