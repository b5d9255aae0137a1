package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// API keys, as those who run the server list and revoke them over HTTP.
class KeysOverNetworkTest {
  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private String admin;
  private String shop;
  private Belfry belfry;

  @BeforeEach
  void start() throws Exception {
    KnownClients clients = new KnownClients(folder);
    admin = clients.bearer("key boss admin=ALL");
    shop = clients.bearer("key shop publish=ALL subscribe=orders:*");
    belfry = clients.server().set("server.admin.port", "0").start();
  }

  @AfterEach
  void stop() {
    belfry.close();
    http.shutdownNow();
  }

  private HttpResponse<String> ask(String method, String path, String bearer) throws Exception {
    URI uri = belfry.adminUri().orElseThrow().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode keys() throws Exception {
    HttpResponse<String> answer = ask("GET", "/v1/keys", admin);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("hash", secretOf(admin), secretOf(shop));
    String file = Files.readString(folder.resolve("keys.yaml"));
    for (String hash : file.lines().filter(line -> line.contains("hash:")).toList()) {
      assertThat(answer.body()).doesNotContain(hash.split("\"")[1]);
    }
    return JsonMapper.shared().readTree(answer.body()).path("keys");
  }

  private static String idOf(String key) {
    return key.split("_", 3)[1];
  }

  private static String secretOf(String key) {
    return key.split("_", 3)[2];
  }

  @Test
  void keysAreListedWithoutTheirSecrets() throws Exception {
    JsonNode keys = keys();
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0).path("lastUsed").asString()).endsWith("Z");
    assertThat(keys.get(1).path("id").asString()).isEqualTo(idOf(shop));
    assertThat(keys.get(1).path("name").asString()).isEqualTo("shop");
    assertThat(keys.get(1).path("scopes")).hasToString("[\"publish\",\"subscribe=orders:*\"]");
    assertThat(keys.get(1).path("created").asString()).matches("\\d{4}-.*Z");
    assertThat(keys.get(1).has("lastUsed")).isFalse();
  }

  @Test
  void aKeyIsRevokedByItsId() throws Exception {
    assertThat(ask("DELETE", "/v1/keys/" + idOf(shop), admin).statusCode()).isEqualTo(204);
    assertThat(ask("DELETE", "/v1/keys/" + idOf(shop), admin).statusCode()).isEqualTo(404);
    assertThat(ask("DELETE", "/v1/keys/", admin).statusCode()).isEqualTo(404);
    assertThat(keys()).hasSize(1);
    await().until(() -> ask("GET", "/v1/keys", shop).statusCode() == 401);
  }

  @Test
  void onlyKeysWithTheScopeAdminMayAndOnlyOnTheirListener() throws Exception {
    for (String method : new String[] {"GET", "DELETE"}) {
      String path = method.equals("GET") ? "/v1/keys" : "/v1/keys/" + idOf(shop);
      assertThat(ask(method, path, "").statusCode()).isEqualTo(401);
      assertThat(ask(method, path, shop).statusCode()).isEqualTo(403);
    }
    HttpRequest elsewhere = HttpRequest.newBuilder(belfry.uri().resolve("/v1/keys")).build();
    assertThat(http.send(elsewhere, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(404);
    assertThat(keys()).hasSize(2);
  }

  @Test
  void aFileThatIsBrokenIsSaidAndStaysAsItIs() throws Exception {
    Files.writeString(folder.resolve("keys.yaml"), "keys: [{id: 7}]\n");
    assertThat(ask("GET", "/v1/keys", admin).statusCode()).isEqualTo(503);
    assertThat(ask("DELETE", "/v1/keys/" + idOf(shop), admin).statusCode()).isEqualTo(503);
    assertThat(Files.readString(folder.resolve("keys.yaml"))).isEqualTo("keys: [{id: 7}]\n");
  }
}
