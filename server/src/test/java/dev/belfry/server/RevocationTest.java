package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What let a client in ends while it listens: delivery stops, and the client learns why, over each
/// transport.
class RevocationTest {
  private static final String USER = "user 42 subscribe=news,other,chat:* publish=news";
  private static final String BACKEND = "key shop subscribe=ALL publish=ALL";

  @TempDir private Path folder;
  private HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> settings = new HashMap<>();
  private KnownClients clients;
  private Belfry belfry;

  /// A way to listen to the channel `news`.
  enum Transport {
    RAW,
    FRAMED,
    EVENT_STREAM,
    EVENT_STREAM_OVER_HTTP2;

    boolean tellsByItsEnd() {
      return this == EVENT_STREAM || this == EVENT_STREAM_OVER_HTTP2;
    }
  }

  @BeforeEach
  void start() throws Exception {
    clients = new KnownClients(folder);
    settings.put("server.port", "0");
    settings.put("auth.keys", folder.resolve("keys.yaml").toString());
    settings.put(
        "auth.tokens", "[{\"algorithm\":\"HS256\",\"secret\":\"" + KnownClients.SECRET + "\"}]");
    settings.put("auth.leeway", "0s");
    var _ = clients.bearer(BACKEND);
    belfry = Belfry.builder().config(ServerConfig.of(settings)).start();
  }

  @AfterEach
  void stop() {
    belfry.close();
    readers.shutdownNow();
    http.shutdownNow();
  }

  /// Listens to `news` until the end; the future has how that was told.
  private Future<String> listen(Transport transport, String bearer) throws Exception {
    return switch (transport) {
      case RAW -> raw(bearer);
      case FRAMED -> framed(bearer);
      case EVENT_STREAM -> stream(bearer);
      case EVENT_STREAM_OVER_HTTP2 -> {
        startOverTls();
        yield stream(bearer);
      }
    };
  }

  private Future<String> raw(String bearer) throws Exception {
    TestSocket socket =
        new TestSocket(belfry.port(), "/notifications/news", "Authorization: Bearer " + bearer);
    belfry.publish("news", "first");
    assertThat(socket.read()).isEqualTo("text:first");
    return readers.submit(() -> {
      try (socket) {
        return socket.readToClose();
      }
    });
  }

  private Future<String> framed(String bearer) throws Exception {
    FramedClient client = new FramedClient(belfry.port());
    assertThat(client.ask(1, "\"connect\":{\"token\":\"" + bearer + "\"}").has("ok")).isTrue();
    assertThat(client.ask(2, "\"subscribe\":{\"channel\":\"news\"}").has("ok")).isTrue();
    return readers.submit(() -> {
      try (client) {
        return client.readToClose();
      }
    });
  }

  /// The same server again, with TLS.
  private void startOverTls() throws Exception {
    belfry.close();
    TestCertificate certificate = TestCertificate.of(folder, "it");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    settings.put("server.tls.certificate", folder.resolve("cert.pem").toString());
    settings.put("server.tls.key", folder.resolve("key.pem").toString());
    belfry = Belfry.builder().config(ServerConfig.of(settings)).start();
    http.shutdownNow();
    http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
  }

  private Future<String> stream(String bearer) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news"))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + bearer)
            .build();
    HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
    boolean secure = belfry.uri().getScheme().equals("https");
    assertThat(response.version())
        .isEqualTo(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    Iterator<String> lines = response.body().iterator();
    return readers.submit(() -> {
      try {
        while (lines.hasNext()) {
          lines.next();
        }
        return "end";
      } catch (UncheckedIOException cut) {
        return "end";
      }
    });
  }

  private int status(String bearer) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news?limit=1"))
            .header("Authorization", "Bearer " + bearer)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static void assertEnd(Transport transport, Future<String> end, int code)
      throws Exception {
    String expected = transport.tellsByItsEnd() ? "end" : "close:" + code;
    assertThat(end.get()).startsWith(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenThatExpiresEndsWhatItLetIn(Transport transport) throws Exception {
    String token = KnownClients.token(USER, Duration.ofSeconds(3));
    Future<String> end = listen(transport, token);
    assertEnd(transport, end, 4002);
    assertThat(status(token)).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatIsRevokedEndsWhatItLetIn(Transport transport) throws Exception {
    String key = clients.bearer(BACKEND);
    Future<String> end = listen(transport, key);
    clients.revoke("shop");
    assertEnd(transport, end, 4502);
    assertThat(status(key)).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void aUserWhoIsToldToGoDoesNotComeBackWithAnOldToken(Transport transport) throws Exception {
    String token = KnownClients.token(USER, Duration.ofHours(1));
    String other = KnownClients.token("user 43 subscribe=news", Duration.ofHours(1));
    String admin = clients.bearer("key boss admin=ALL");
    Future<String> end = listen(transport, token);
    assertThat(disconnect("42", other)).isEqualTo(403);
    await().until(() -> disconnect("42", admin) == 204); // once the file of keys was read again
    assertEnd(transport, end, 4502);
    assertThat(status(token)).isEqualTo(401);
    assertThat(status(other)).isEqualTo(200);
    await().until(() -> status(KnownClients.token(USER, Duration.ofHours(1))) == 200);
  }

  private int disconnect(String user, String bearer) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/v1/users/" + user + "/disconnect"))
            .header("Authorization", "Bearer " + bearer)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @EnumSource
  void aPolicyThatChangesEndsWhatItLetIn(Transport transport) throws Exception {
    String token = KnownClients.token(USER, Duration.ofHours(1));
    Future<String> end = listen(transport, token);
    settings.put("channels", "[{\"match\":\"news\",\"subscribe\":\"backend\"}]");
    belfry.reload(ServerConfig.of(settings));
    if (transport == Transport.FRAMED) {
      return; // it keeps its session: see the test of what it is told
    }
    assertEnd(transport, end, 4502);
    assertThat(status(token)).isEqualTo(403);
  }

  @Test
  void aFramedSessionKeepsTheChannelsThatItStillMayHear() throws Exception {
    try (FramedClient client = new FramedClient(belfry.port())) {
      String token = KnownClients.token(USER, Duration.ofHours(1));
      assertThat(client.ask(1, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
      assertThat(client.ask(2, "\"subscribe\":{\"channel\":\"news\"}").has("ok")).isTrue();
      assertThat(client.ask(3, "\"subscribe\":{\"channel\":\"other\"}").has("ok")).isTrue();
      settings.put("channels", "[{\"match\":\"news\",\"subscribe\":\"backend\"}]");
      belfry.reload(ServerConfig.of(settings));
      assertThat(client.read())
          .isEqualTo("{\"unsubscribed\":{\"channel\":\"news\",\"code\":\"forbidden\"}}");
      belfry.publish("news", "unheard");
      belfry.publish("other", "heard");
      assertThat(client.readData()).isEqualTo("\"heard\"");
      assertThat(client.ask(4, "\"subscribe\":{\"channel\":\"news\"}").path("error").path("code"))
          .hasToString("\"forbidden\"");
    }
  }

  @Test
  void aRefreshToFewerGrantsEndsTheRestAndOneToAnotherUserIsRefused() throws Exception {
    try (FramedClient client = new FramedClient(belfry.port())) {
      String token = KnownClients.token(USER, Duration.ofHours(1));
      assertThat(client.ask(1, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
      assertThat(client.ask(2, "\"subscribe\":{\"channel\":\"news\"}").has("ok")).isTrue();
      String other = KnownClients.token("user 43 subscribe=news", Duration.ofHours(1));
      assertThat(client.ask(3, "\"refresh\":{\"token\":\"" + other + "\"}").has("error")).isTrue();
      assertThat(client.ask(4, "\"refresh\":{\"token\":\"no.no.no\"}").has("error")).isTrue();
      String fewer = KnownClients.token("user 42 subscribe=other", Duration.ofHours(1));
      client.send("{\"id\":5,\"refresh\":{\"token\":\"" + fewer + "\"}}");
      assertThat(client.read())
          .isEqualTo("{\"unsubscribed\":{\"channel\":\"news\",\"code\":\"forbidden\"}}");
      assertThat(client.read()).startsWith("{\"id\":5,\"ok\":{\"expires\":");
    }
  }

  @Test
  void aTokenIsRefreshedInTimeAndTheClientIsToldThatItExpires() throws Exception {
    try (FramedClient client = new FramedClient(belfry.port())) {
      String token = KnownClients.token(USER, Duration.ofSeconds(5));
      assertThat(client.ask(1, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
      assertThat(client.read()).startsWith("{\"expiring\":{\"expires\":");
      String next = KnownClients.token(USER, Duration.ofHours(1));
      assertThat(client.ask(2, "\"refresh\":{\"token\":\"" + next + "\"}").has("ok")).isTrue();
      await().until(() -> status(token) == 401);
      assertThat(client.ask(3, "\"subscribe\":{\"channel\":\"news\"}").has("ok")).isTrue();
    }
  }

  @Test
  void aStreamOfManyChannelsKeepsThoseThatItStillMayHear() throws Exception {
    String token = KnownClients.token(USER, Duration.ofHours(1));
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications?channel=news&channel=other"))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + token)
            .build();
    Iterator<String> lines =
        http.send(request, HttpResponse.BodyHandlers.ofLines()).body().iterator();
    settings.put("channels", "[{\"match\":\"news\",\"subscribe\":\"backend\"}]");
    belfry.reload(ServerConfig.of(settings));
    String line = lines.next();
    while (!line.startsWith("event: ")) {
      line = lines.next();
    }
    assertThat(line).isEqualTo("event: unsubscribed");
    assertThat(lines.next()).isEqualTo("data: {\"channel\":\"news\",\"code\":\"forbidden\"}");
    belfry.publish("news", "unheard");
    belfry.publish("other", "heard");
    line = lines.next();
    while (!line.startsWith("data: ")) {
      line = lines.next();
    }
    assertThat(line).contains("\"heard\"");
  }

  @Test
  void aBrokenConfigurationChangesNothing() throws IOException {
    settings.put("auth.tokens", "[{\"algorithm\":\"ES256\",\"key\":\"/nowhere/key.pem\"}]");
    try {
      belfry.reload(ServerConfig.of(settings));
    } catch (IOException broken) {
      assertThat(broken).hasMessageContaining("/nowhere/key.pem");
    }
    await().until(() -> status(KnownClients.token(USER, Duration.ofHours(1))) == 200);
  }
}
