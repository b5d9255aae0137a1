package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What two nodes know together of who may come in. Each engine runs it on its real server.
public abstract class IdentityOfNodesContract {
  private static final String USER = "user 42 subscribe=news publish=news";
  private static final String TOKENS =
      "[{\"algorithm\":\"HS256\",\"secret\":\"" + KnownClients.SECRET + "\"}]";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Belfry> nodes = new ArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private String admin;
  private Belfry first;
  private Belfry second;

  /// The settings by which a server uses the engine, with nothing in it yet.
  protected abstract Map<String, String> engine();

  /// The engine's process stands still; its sockets stay.
  protected abstract void standStill() throws Exception;

  protected abstract void goOn() throws Exception;

  @BeforeEach
  void configure() throws Exception {
    admin = new KnownClients(folder).bearer("key boss admin=ALL subscribe=ALL");
    settings.putAll(engine());
    settings.put("server.port", "0");
    settings.put("auth.keys", folder.resolve("keys.yaml").toString());
    settings.put("auth.tokens", TOKENS);
    settings.put("limits.cut-off", "2s");
    settings.put("server.drain", "1s");
  }

  private void startTwo() throws IOException {
    first = node();
    second = node();
  }

  private Belfry node() throws IOException {
    Belfry node = Belfry.builder().config(ServerConfig.of(settings)).start();
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stopNodes() {
    readers.shutdownNow();
    http.shutdownNow();
    nodes.forEach(Belfry::close);
  }

  private HttpRequest.Builder request(Belfry node, String path, String bearer) {
    return HttpRequest.newBuilder(node.uri().resolve(path))
        .header("Authorization", "Bearer " + bearer);
  }

  private int status(Belfry node, String bearer) throws Exception {
    return http.send(
            request(node, "/notifications/news?limit=1", bearer).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private int disconnect(Belfry node, String user) throws Exception {
    return http.send(
            request(node, "/v1/users/" + user + "/disconnect", admin)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private String ticket(Belfry node, String bearer) throws Exception {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofString("{\"channels\":[\"news\"]}");
    HttpResponse<String> answer =
        http.send(
            request(node, "/v1/tickets", bearer).POST(body).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.body()).path("ticket").asString();
  }

  /// Opens a WebSocket with a ticket. Returns 101, or the status that it was refused with.
  private int open(Belfry node, String ticket) throws Exception {
    URI uri = URI.create("ws://localhost:" + node.port() + "/notifications/news?ticket=" + ticket);
    return http.newWebSocketBuilder()
        .buildAsync(uri, new WebSocket.Listener() {})
        .handle((_, failure) ->
            failure == null
                ? 101
                : failure.getCause() instanceof java.net.http.WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode()
                    : 0)
        .get();
  }

  private FramedClient framed(Belfry node, String token) throws IOException {
    FramedClient client = new FramedClient(node.port());
    assertThat(client.ask(1, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
    return client;
  }

  private Future<String> end(FramedClient client) {
    return readers.submit(() -> {
      try (client) {
        return client.readToClose();
      }
    });
  }

  private static void within(Duration most, ThrowingRunnable assertion) {
    await().atMost(most).untilAsserted(assertion);
  }

  @Test
  void aUserWhoIsToldToGoAtOneNodeHasToGoAtAllAndStaysAwayAfterARestart() throws Exception {
    startTwo();
    String token = KnownClients.token(USER, Duration.ofHours(1));
    String other = KnownClients.token("user 43 subscribe=news", Duration.ofHours(1));
    Future<String> end = end(framed(second, token));
    Future<String> endOfOther = end(framed(second, other));
    assertThat(disconnect(first, "42")).isEqualTo(204);
    within(Duration.ofSeconds(60), () -> assertThat(end.isDone()).isTrue());
    assertThat(end.get()).startsWith("close:4502");
    assertThat(status(first, token)).isEqualTo(401);
    assertThat(status(second, token)).isEqualTo(401);
    assertThat(status(second, other)).isEqualTo(200);
    Belfry third = node();
    assertThat(status(third, token)).isEqualTo(401);
    assertThat(status(third, other)).isEqualTo(200);
    within(
        Duration.ofSeconds(60),
        () ->
            assertThat(status(third, KnownClients.token(USER, Duration.ofHours(1))))
                .isEqualTo(200));
    assertThat(endOfOther.isDone()).isFalse();
  }

  @Test
  void aNodeThatCantFindOutWhoWasToldToGoAdmitsNoUsersAndSendsThemElsewhere() throws Exception {
    startTwo();
    String token = KnownClients.token(USER, Duration.ofHours(1));
    Future<String> end = end(framed(second, token));
    standStill();
    try {
      within(Duration.ofSeconds(60), () -> assertThat(end.isDone()).isTrue());
      assertThat(end.get()).startsWith("close:1013");
      assertThat(status(second, token)).isEqualTo(503);
      try (FramedClient client = new FramedClient(second.port())) {
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(client.read()).contains("\"unavailable\"");
        assertThat(client.read()).startsWith("close:1013");
      }
      assertThat(disconnect(second, "42")).isEqualTo(503);
    } finally {
      goOn();
    }
    String fresh = KnownClients.token("user 43 subscribe=news", Duration.ofHours(1));
    within(Duration.ofSeconds(60), () -> assertThat(status(second, fresh)).isEqualTo(200));
    assertThat(status(second, token)).isEqualTo(401); // the node itself has not forgotten
  }

  @Test
  void aUserHasSoManyConnectionsOnAllNodesTogether() throws Exception {
    settings.put("limits.connections-per-user", "2");
    startTwo();
    String token = KnownClients.token(USER, Duration.ofHours(1));
    List<Future<String>> ends = new ArrayList<>();
    ends.add(end(framed(first, token)));
    ends.add(end(framed(first, token)));
    try (FramedClient third = new FramedClient(first.port())) {
      third.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
      assertThat(third.readToClose()).startsWith("close:4503"); // by what the node itself knows
    }
    Future<String> oneTooMany = end(framed(second, token));
    Future<String> other =
        end(framed(second, KnownClients.token("user 43 subscribe=news", Duration.ofHours(1))));
    within(Duration.ofSeconds(60), () -> assertThat(oneTooMany.isDone()).isTrue());
    assertThat(oneTooMany.get()).startsWith("close:4503");
    assertThat(ends).noneMatch(Future::isDone);
    assertThat(other.isDone()).isFalse();
  }

  @Test
  void aTicketIsGoodAtAnyNodeAndOnceAtAllOfThem() throws Exception {
    startTwo();
    String token = KnownClients.token(USER, Duration.ofHours(1));
    String ticket = ticket(first, token);
    assertThat(open(second, ticket)).isEqualTo(101);
    assertThat(open(first, ticket)).isEqualTo(401);
    assertThat(open(second, ticket)).isEqualTo(401);
    String late = ticket(first, token);
    standStill();
    try {
      assertThat(open(second, late)).isEqualTo(503);
    } finally {
      goOn();
    }
  }

  @Test
  void nodesWithoutASecretInTheirConfigurationAgreeOnHowTheySealTickets() throws Exception {
    settings.remove("auth.tokens");
    startTwo();
    await().until(() -> open(second, ticket(first, admin)) == 101);
  }
}
