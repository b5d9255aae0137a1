package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.BelfryConnection;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.ListenState;
import dev.belfry.client.Listening;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.server.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java client and the command line over TLS, with a certificate that nobody has signed but
/// itself.
@SuppressWarnings("NullAway.Init")
class JavaClientTlsTest {
  @TempDir Path folder;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Queue<ListenState> states = new ConcurrentLinkedQueue<>();
  private Path certificate;
  private HttpClient trusting;
  private RunningServer server;
  private URI address;

  @BeforeEach
  void start() throws Exception {
    certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    TestCertificate made = TestCertificate.of(folder, "made");
    made.write(certificate, key);
    trusting = HttpClient.newBuilder().sslContext(made.trusting()).build();
    server =
        RunningServer.start("--server.tls.certificate=" + certificate, "--server.tls.key=" + key);
    address = URI.create("https://localhost:" + server.port());
  }

  @AfterEach
  void stop() {
    server.close();
    trusting.shutdownNow();
  }

  @Test
  void aConnectionPublishesAndHears() throws Exception {
    try (BelfryConnection connection = BelfryConnection.to(address).http(trusting).open()) {
      var _ =
          connection.subscribe("news", message -> heard.add(message.data().toNode().asString()));
      String large = "x".repeat(60_000);
      for (String text : List.of("one", large, "three")) {
        assertThat(connection.publish(Publication.text("news", text)).join())
            .isInstanceOf(PublishOutcome.Published.class);
      }
      await().until(() -> heard.size() == 3);
      assertThat(heard).containsExactly("one", large, "three");
    }
  }

  @Test
  void aClientPublishesAndListens() throws Exception {
    try (BelfryClient client =
            new BelfryClient(address, ClientTimings.DEFAULT, Map.of(), trusting);
        Listening _ =
            client.listen(List.of("news"), "earliest", message -> heard.add(message.data()))) {
      assertThat(client.publish(Publication.text("news", "one")))
          .isInstanceOf(PublishOutcome.Published.class);
      await().until(() -> heard.contains("one"));
    }
  }

  @Test
  void aClientThatTrustsNobodySaysWhy() {
    try (BelfryConnection _ = BelfryConnection.to(address).onState(states::add).open()) {
      await()
          .until(() ->
              states.peek() instanceof ListenState.Waiting(var _, String why)
                  && why.contains("certification path")
                  && why.contains(address.toString()));
    }
  }

  @Test
  void theCommandLineTakesTheCertificate() throws Exception {
    String url = address.toString();
    String trust = certificate.toString();
    assertThat(RunningServer.run("publish", "news", "hello", "-u", url, "--cacert", trust))
        .matches("[a-z0-9]+-1 [0-9A-Z]{26}");
    assertThatThrownBy(() -> RunningServer.run("publish", "news", "hello", "-u", url))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("certification path");
  }
}
