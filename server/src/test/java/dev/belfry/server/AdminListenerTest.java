package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The listener for those who run the server.
class AdminListenerTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.close();
  }

  @Test
  void whatIsForThoseWhoRunTheServerCanHaveAListenerOfItsOwn() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("server.admin.port", "0").start()) {
      URI admin = belfry.adminUri().orElseThrow();
      assertThat(admin.getPort()).isNotEqualTo(belfry.port());
      assertThat(status(admin.resolve("/health/ready"))).isEqualTo(200);
      assertThat(status(admin.resolve("/notifications?limit=1"))).isEqualTo(404);
      assertThat(status(belfry.uri().resolve("/health/ready"))).isEqualTo(404);
      assertThat(status(belfry.uri().resolve("/notifications?limit=1"))).isEqualTo(200);
      assertThat(status(admin.resolve("/v1/nodes"))).isEqualTo(200);
      assertThat(status(belfry.uri().resolve("/v1/nodes"))).isEqualTo(404);
      for (String path : List.of("/metrics", "/v1/stats", "/v1/channels", "/v1/channels/a")) {
        assertThat(status(admin.resolve(path))).isEqualTo(200);
        assertThat(status(belfry.uri().resolve(path))).isEqualTo(404);
      }
      String disconnect = "/v1/users/42/disconnect";
      assertThat(status(belfry.uri().resolve(disconnect))).isEqualTo(404);
      assertThat(status(admin.resolve(disconnect))).as("it takes POST").isEqualTo(405);
    }
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      assertThat(belfry.adminUri()).isEmpty();
    }
  }

  @Test
  void theListenerForThoseWhoRunTheServerTellsThatItLeaves() throws Exception {
    Belfry belfry =
        Belfry.builder().port(0).set("server.admin.port", "0").set("server.drain", "3s").start();
    URI admin = belfry.adminUri().orElseThrow();
    try (TestSocket stubborn = new TestSocket(belfry.port(), "/notifications")) {
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(stubborn.readToClose()).startsWith("close:4000");
      assertThat(status(admin.resolve("/health/ready"))).isEqualTo(503);
      assertThat(status(admin.resolve("/health/live"))).isEqualTo(200);
      assertThat(leaving.join(Duration.ofSeconds(60))).isTrue();
      assertThatThrownBy(() -> status(admin.resolve("/health/live")))
          .isInstanceOf(IOException.class);
    }
  }

  private int status(URI address) throws Exception {
    return http.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
