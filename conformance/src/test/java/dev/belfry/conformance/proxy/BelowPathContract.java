package dev.belfry.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.conformance.wire.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
  private ProxyClient client;

  abstract Proxy start(int serverPort, SelfSigned signed) throws IOException, InterruptedException;

  @BeforeAll
  void startBoth(@TempDir Path folder) throws Exception {
    temporary = folder;
    signed = SelfSigned.in(folder);
    server =
        RunningServer.start(
            "--server.trusted-proxies=127.0.0.1", "--hosts=localhost", "--limits.ping=1s");
    proxy = start(server.port(), signed);
    client = clientOf(proxy);
  }

  @AfterAll
  void stopBoth() {
    client.close();
    proxy.close();
    server.close();
  }

  private ProxyClient clientOf(Proxy one) throws Exception {
    return new ProxyClient(
        "https://localhost:" + one.port(),
        HttpClient.newBuilder().sslContext(signed.trusting()).build());
  }

  @Test
  void thePagesAndTheLibraryAreThereAndNothingElse() throws Exception {
    HttpResponse<String> moved = client.send(client.to("/live"));
    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(
            URI.create(client.origin() + "/live")
                .resolve(moved.headers().firstValue("Location").get()))
        .isEqualTo(URI.create(client.origin() + "/live/"));
    for (String file : List.of("", "belfry.js", "belfry-inbox.js", "console.css", "openapi.yaml")) {
      assertThat(client.status("/live/" + file)).as(file).isEqualTo(200);
    }
    for (String other : List.of("/live/health/ready", "/live/metrics", "/notifications/orders")) {
      assertThat(client.status(other)).as(other).isEqualTo(404);
    }
    assertThat(
            client.send(client.to("/live/notifications/a/b").header("Accept", "text/html")).body())
        .contains("src=\"../../console.js\"");
  }

  @Test
  void aPathComesAsItWasWritten() throws Exception {
    HttpRequest.Builder notify =
        client
            .to("/live/v1/notify")
            .POST(
                BodyPublishers.ofString(
                    "{\"to\":{\"user\":\"a/b ü\"},\"notification\":{\"title\":\"hello\"}}"));
    assertThat(client.send(notify).statusCode()).isEqualTo(201);
    assertThat(client.send(client.to("/live/v1/users/a%2Fb%20%C3%BC/inbox?limit=1")).body())
        .contains("hello");
  }

  @Test
  void aPageOfTheSitePublishesAndAnEventStreamIsNotHeldBack() throws Exception {
    HttpRequest.Builder publish =
        client.to(CHANNEL).header("Origin", client.origin()).POST(BodyPublishers.ofString("now"));
    assertThat(client.streamIsNotHeldBack(CHANNEL, publish).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
  }

  @Test
  void thePageOfAnotherSiteIsRefused() throws Exception {
    HttpRequest.Builder publish =
        client
            .to(CHANNEL)
            .header("Origin", "https://evil.example")
            .POST(BodyPublishers.ofString("x"));
    assertThat(client.send(publish).statusCode()).isEqualTo(403);
  }

  @Test
  void theJavaClientAndTheCommandLineTakeThePath() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    URI address = URI.create(client.origin() + "/live");
    try (BelfryConnection connection = BelfryConnection.to(address).http(client.http()).open()) {
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
    try (Proxy alone = start(FreePort.find(), signed);
        ProxyClient asking = clientOf(alone)) {
      asking.eventSourceIsToldToComeBack(CHANNEL);
    }
  }
}
