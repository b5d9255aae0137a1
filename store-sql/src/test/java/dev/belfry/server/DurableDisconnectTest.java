package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that is alone, and has a data folder, does not forget whom it told to go.
class DurableDisconnectTest {
  @TempDir private Path folder;

  @Test
  void anOldTokenIsNotTakenAfterARestartEither() throws Exception {
    KnownClients clients = new KnownClients(folder);
    String admin = clients.bearer("key boss admin=ALL");
    String token = KnownClients.token("user 42 subscribe=news", Duration.ofHours(1));
    String other = KnownClients.token("user 43 subscribe=news", Duration.ofHours(1));
    Belfry.Builder builder =
        clients
            .server()
            .set("data", folder.resolve("data").toString())
            .set("channels", "[{\"match\":\"kept/**\",\"durable\":true}]");
    try (Belfry belfry = builder.start()) {
      assertThat(read(belfry, token)).isEqualTo(200);
      assertThat(disconnect(belfry, admin)).isEqualTo(204);
      assertThat(read(belfry, token)).isEqualTo(401);
    }
    try (Belfry belfry = builder.start()) {
      assertThat(read(belfry, token)).isEqualTo(401);
      assertThat(read(belfry, other)).isEqualTo(200);
    }
  }

  private static int read(Belfry belfry, String bearer) throws Exception {
    return ask(belfry, HttpRequest.newBuilder(), "/notifications/news?limit=1", bearer);
  }

  private static int disconnect(Belfry belfry, String bearer) throws Exception {
    HttpRequest.Builder post = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody());
    return ask(belfry, post, "/v1/users/42/disconnect", bearer);
  }

  private static int ask(Belfry belfry, HttpRequest.Builder request, String path, String bearer)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest whole =
          request
              .uri(belfry.uri().resolve(path))
              .header("Authorization", "Bearer " + bearer)
              .build();
      return http.send(whole, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
