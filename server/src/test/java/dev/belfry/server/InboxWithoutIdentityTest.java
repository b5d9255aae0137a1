package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server without identity serves its own machine: whoever is there says which user is meant.
class InboxWithoutIdentityTest {
  @TempDir private Path folder;

  @Test
  void theQueryOrThePathSaysWhoseInboxItIs() throws Exception {
    try (InboxServer server = new InboxServer(folder, new String[0])) {
      String id = server.notify("nobody", "{\"user\":\"42\"}", "a");

      assertThat(server.get("nobody", "/v1/inbox?user=42").toString()).contains(id);
      assertThat(server.get("nobody", "/v1/users/42/inbox").toString()).contains(id);
      assertThat(server.get("nobody", "/v1/users/43/inbox").path("items")).isEmpty();
      assertThat(server.send("nobody", "GET", "/v1/inbox", "").body()).contains("?user= says");
      assertThat(server.status("nobody", "DELETE", "/v1/notifications/" + id, "")).isEqualTo(204);
      assertThat(server.status("nobody", "DELETE", "/v1/users/42", "")).isEqualTo(204);
    }
  }

  /// A developer who tries it out hears what backends hear elsewhere.
  @Test
  void whoeverIsThereHearsWhichActionAUserHasChosen() throws Exception {
    try (InboxServer server = new InboxServer(folder, new String[0]);
        FramedClient backend = FramedClient.connected(server.belfry.port())) {
      String body =
          "{\"to\":{\"user\":\"42\"},\"notification\":{\"title\":\"a\","
              + "\"actions\":[{\"id\":\"ok\",\"title\":\"Yes\"}]}}";
      String id = server.json("nobody", "POST", "/v1/notify", body).path("id").asString();
      assertThat(backend.ask(2, "\"subscribe\":{\"channel\":\"@actions\"}").has("ok")).isTrue();

      String action = "/v1/users/42/inbox/" + id + "/actions/ok";
      assertThat(server.status("nobody", "POST", action, "")).isEqualTo(204);

      JsonNode message = JsonMapper.shared().readTree(backend.readData());
      assertThat(message.path("user").asString()).isEqualTo("42");
      assertThat(message.path("notification").asString()).isEqualTo(id);
      assertThat(server.status("nobody", "POST", "/notifications/@actions", "x")).isEqualTo(403);
      assertThat(
              backend
                  .ask(3, "\"subscribe\":{\"channel\":\"@user/42\"}")
                  .path("error")
                  .path("code")
                  .asString())
          .isEqualTo("forbidden");
    }
  }

  @Test
  void aServerWithoutAStoreForInboxesSaysSo() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start();
        InboxServer other = new InboxServer(folder, new String[0])) {
      assertThat(other.belfry.port()).isNotEqualTo(belfry.port());
      try (HttpClient http = HttpClient.newHttpClient()) {
        URI inbox = belfry.uri().resolve("/v1/users/42/inbox");
        HttpResponse<String> answer =
            http.send(HttpRequest.newBuilder(inbox).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("inboxes need dev.belfry:belfry-store-sql");
      }
    }
  }
}
