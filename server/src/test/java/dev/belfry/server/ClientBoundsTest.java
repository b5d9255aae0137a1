package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one client may take of a server with identity, and what an embedding program sees of it.
class ClientBoundsTest {
  private static final String USER = "user 42 subscribe=news publish=news";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private HttpResponse<String> publish(Belfry belfry, String bearer, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news"))
            .header("Authorization", "Bearer " + bearer)
            .POST(HttpRequest.BodyPublishers.ofString("m"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void publishesCountToTheirUserWhateverConnectionTheyComeOver() throws Exception {
    String ann = KnownClients.token(USER, Duration.ofHours(1));
    String bob = KnownClients.token("user 43 publish=news", Duration.ofHours(1));
    try (Belfry belfry =
        new KnownClients(folder).server().set("limits.publishes-per-second", "5").start()) {
      int refused = 0;
      for (int i = 0; i < 30; i++) {
        HttpResponse<String> answer = publish(belfry, ann, "X-Request", Integer.toString(i));
        if (answer.statusCode() == 429) {
          refused++;
          assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
      }
      assertThat(refused).isPositive();
      assertThat(publish(belfry, bob).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aUserHasNoMoreConnectionsThanTheBound() throws Exception {
    String token = KnownClients.token(USER, Duration.ofHours(1));
    String authorization = "Authorization: Bearer " + token;
    try (Belfry belfry =
            new KnownClients(folder).server().set("limits.connections-per-user", "2").start();
        TestSocket first = new TestSocket(belfry.port(), "/notifications/news", authorization);
        FramedClient second = new FramedClient(belfry.port())) {
      assertThat(second.ask(1, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
      try (TestSocket third = new TestSocket(belfry.port(), "/notifications/news", authorization);
          FramedClient fourth = new FramedClient(belfry.port())) {
        assertThat(third.readToClose()).startsWith("close:4503");
        fourth.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(fourth.readToClose()).startsWith("close:4503");
      }
      assertThat(streamStatus(belfry, token)).isEqualTo(429);
      first.hangUp();
      await().until(() -> streamStatus(belfry, token) == 200);
    }
  }

  private int streamStatus(Belfry belfry, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news"))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + token)
            .build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  @Test
  void anAddressThatShowsBadTokensIsNotLookedAtForAWhile() throws Exception {
    String good = KnownClients.token(USER, Duration.ofHours(1));
    try (Belfry belfry =
        new KnownClients(folder)
            .server()
            .set("server.trusted-proxies", "127.0.0.1")
            .set("limits.failed-authentications", "5")
            .start()) {
      await()
          .until(
              () -> publish(belfry, "a.b.c", "X-Forwarded-For", "192.0.2.7").statusCode() == 429);
      assertThat(publish(belfry, good, "X-Forwarded-For", "192.0.2.8").statusCode()).isEqualTo(201);
      await()
          .until(() -> publish(belfry, good, "X-Forwarded-For", "192.0.2.7").statusCode() == 201);
    }
  }

  @Test
  void anAddressThatMayBeAProxysIsNotHeldToWhatComesFromIt() throws Exception {
    String good = KnownClients.token(USER, Duration.ofHours(1));
    try (Belfry belfry =
        new KnownClients(folder).server().set("limits.failed-authentications", "1").start()) {
      for (int i = 0; i < 20; i++) {
        assertThat(publish(belfry, "a.b.c").statusCode()).isEqualTo(401);
      }
      assertThat(publish(belfry, good).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aProgramSeesWhoItsClientsAreAndLetsInWhomItWants() throws Exception {
    List<Principal> opened = new CopyOnWriteArrayList<>();
    ClientHandler handler =
        new ClientHandler() {
          @Override
          public boolean admits(Principal principal) {
            return principal.author().equals("user:42");
          }

          @Override
          public void onOpen(Client client) {
            opened.add(client.principal());
            client.send("welcome " + client.principal().author());
          }
        };
    String ann = KnownClients.token("user 42", Duration.ofHours(1));
    String bob = KnownClients.token("user 43", Duration.ofHours(1));
    try (Belfry belfry = new KnownClients(folder).server().handler("/chat", handler).start()) {
      try (TestSocket socket =
          new TestSocket(belfry.port(), "/chat", "Authorization: Bearer " + ann)) {
        assertThat(socket.read()).isEqualTo("text:welcome user:42");
      }
      assertRefused(belfry, 403, "Authorization: Bearer " + bob);
      assertRefused(belfry, 401);
      assertThat(opened).hasSize(1);
    }
  }

  private static void assertRefused(Belfry belfry, int status, String... headers) {
    assertThatThrownBy(() -> new TestSocket(belfry.port(), "/chat", headers))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("HTTP/1.1 " + status);
  }

  @Test
  void whoAClientIsItDoesNotSayItself() throws Exception {
    try (Belfry belfry = new KnownClients(folder).server().start();
        FramedClient client = new FramedClient(belfry.port())) {
      assertThat(client.ask(1, "\"connect\":{\"user\":\"42\"}").path("error").path("code"))
          .hasToString("\"forbidden\"");
      assertThat(client.ask(2, "\"subscribe\":{\"channel\":\"news\"}").path("error").path("code"))
          .hasToString("\"unauthorized\"");
      String token = KnownClients.token(USER, Duration.ofHours(1));
      assertThat(client.ask(3, "\"connect\":{\"token\":\"" + token + "\"}").path("ok").path("user"))
          .hasToString("\"42\"");
    }
  }

  @Test
  void whoTheHandshakeNamedItStays() throws Exception {
    String ann = KnownClients.token(USER, Duration.ofHours(1));
    String bob = KnownClients.token("user 43 subscribe=other", Duration.ofHours(1));
    try (Belfry belfry = new KnownClients(folder).server().start();
        FramedClient client = new FramedClient(belfry.port(), "Authorization: Bearer " + ann)) {
      assertThat(client.ask(1, "\"subscribe\":{\"channel\":\"news\"}").has("ok")).isTrue();
      assertThat(
              client.ask(2, "\"connect\":{\"token\":\"" + bob + "\"}").path("error").path("code"))
          .hasToString("\"forbidden\"");
      assertThat(client.ask(3, "\"connect\":{}").path("ok").path("user")).hasToString("\"42\"");
    }
  }

  @Test
  void aBadTokenIsToldByItsReplyAndItsCloseCode() throws Exception {
    try (Belfry belfry = new KnownClients(folder).server().start();
        FramedClient client = new FramedClient(belfry.port())) {
      assertThat(client.ask(1, "\"connect\":{\"token\":\"a.b.c\"}").path("error").path("code"))
          .hasToString("\"unauthorized\"");
      assertThat(client.readToClose()).startsWith("close:4500");
      try (TestSocket socket =
          new TestSocket(
              belfry.port(), "/notifications", FramedClient.OFFER, "Authorization: Bearer a.b.c")) {
        assertThat(socket.readToClose()).startsWith("close:4500");
      }
    }
  }
}
