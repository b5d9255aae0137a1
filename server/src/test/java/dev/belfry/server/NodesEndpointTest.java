package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server says of itself, and to whom.
class NodesEndpointTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private HttpResponse<String> get(Belfry belfry, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(belfry.uri().resolve("/v1/nodes"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aServerThatIsAloneIsAClusterOfOne() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      JsonNode answer = JsonMapper.shared().readTree(get(belfry).body());
      assertThat(answer.get("current").asBoolean()).isTrue();
      assertThat(answer.get("nodes")).hasSize(1);
      JsonNode node = answer.get("nodes").get(0);
      assertThat(node.get("own").asBoolean()).isTrue();
      assertThat(node.get("name").asString()).isEqualTo("here");
      assertThat(node.get("address").asString()).isEqualTo(belfry.uri().toString());
      assertThat(node.get("sessions").asInt()).isEqualTo(1); // this request's connection
      assertThat(Instant.parse(node.get("since").asString())).isBetween(before, Instant.now());
      assertThat(node.get("bus").get("signals").asInt()).isZero();
    }
  }

  @Test
  void whereIdentityIsConfiguredItTakesTheScopeAdmin(@TempDir Path folder) throws Exception {
    KnownClients clients = new KnownClients(folder);
    String admin = "Bearer " + clients.bearer("key boss admin=ALL");
    String other = "Bearer " + clients.bearer("user 43 subscribe=news");
    try (Belfry belfry = clients.server().start()) {
      assertThat(get(belfry).statusCode()).isEqualTo(401);
      assertThat(get(belfry, "Authorization", other).statusCode()).isEqualTo(403);
      await().until(() -> get(belfry, "Authorization", admin).statusCode() == 200);
    }
  }
}
