package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server over TLS, with clients of the JDK.
class TlsTest {
  @TempDir private Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private TestCertificate certificate;
  private Belfry belfry;
  private HttpClient http;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.of(folder, "first");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    settings.put("server.port", "0");
    settings.put("server.tls.certificate", folder.resolve("cert.pem").toString());
    settings.put("server.tls.key", folder.resolve("key.pem").toString());
    belfry = Belfry.builder().config(ServerConfig.of(settings)).start();
    http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    belfry.close();
  }

  private int publish(HttpClient client, String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications"))
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// Keeps what comes.
  private static final class Received implements WebSocket.Listener {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      texts.add(text.toString());
      socket.request(1);
      return null;
    }
  }

  private WebSocket connect(Received received) {
    URI address = URI.create("wss://localhost:" + belfry.port() + "/notifications");
    return http.newWebSocketBuilder().buildAsync(address, received).join();
  }

  @Test
  void publishingWebSocketsAndEventStreamsWorkAsInTheClear() throws Exception {
    assertThat(belfry.uri().getScheme()).isEqualTo("https");
    Received received = new Received();
    WebSocket socket = connect(received);
    HttpRequest stream =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications"))
            .header("Accept", "text/event-stream")
            .build();
    Iterator<String> lines =
        http.send(stream, HttpResponse.BodyHandlers.ofLines()).body().iterator();
    String large = "x".repeat(60_000);
    assertThat(publish(http, large)).isEqualTo(201);
    await().until(() -> String.join("", received.texts).equals(large));
    String line = lines.next();
    while (!line.startsWith("data: ")) {
      line = lines.next();
    }
    assertThat(line).isEqualTo("data: " + large);
    socket.sendText("from the socket", true).join();
    await().until(() -> received.texts.contains("from the socket"));
    socket.abort();
  }

  @Test
  void aCertificateIsReplacedWhileConnectionsStayOpen() throws Exception {
    Received received = new Received();
    WebSocket socket = connect(received);
    TestCertificate second = TestCertificate.of(folder, "second");
    second.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    belfry.reload(ServerConfig.of(settings));
    try (HttpClient fresh = HttpClient.newBuilder().sslContext(second.trusting()).build()) {
      assertThat(publish(fresh, "after the change")).isEqualTo(201);
    }
    await().until(() -> received.texts.contains("after the change"));
    try (HttpClient stale = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      assertThatThrownBy(() -> publish(stale, "m")).isInstanceOf(SSLException.class);
    }
    socket.abort();
  }

  @Test
  void aBrokenCertificateIsRefusedAndTheOldOneHolds() throws Exception {
    Files.writeString(folder.resolve("cert.pem"), "nonsense");
    assertThatThrownBy(() -> belfry.reload(ServerConfig.of(settings)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cert.pem");
    assertThatThrownBy(() -> Belfry.builder().config(ServerConfig.of(settings)).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cert.pem");
    assertThat(publish(http, "m")).isEqualTo(201);
  }

  @Test
  void whoSpeaksInTheClearOrNotAtAllIsCutOff() throws Exception {
    settings.put("limits.handshake", "1s");
    try (Belfry impatient = Belfry.builder().config(ServerConfig.of(settings)).start();
        Socket plain = new Socket("127.0.0.1", belfry.port());
        Socket silent = new Socket("127.0.0.1", impatient.port())) {
      String request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
      plain.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP");
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(publish(http, "m")).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsAreSpoken(String version) throws Exception {
    SSLContext context = certificate.trusting();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", belfry.port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void pagesOfTheOwnHostInTheClearAreNotItsOwn() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(belfry.uri().resolve("/health/live"));
    String host = belfry.uri().getAuthority();
    HttpRequest clear = request.copy().header("Origin", "http://" + host).build();
    HttpRequest secure = request.copy().header("Origin", "https://" + host).build();
    assertThat(http.send(clear, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(403);
    assertThat(http.send(secure, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.HttpConnection GET /openapi.yaml",
        "websocket.WebSocketConnection GET /notifications Upgrade",
        "sse.EventStreamConnection GET /notifications Accept"
      })
  void whatIsNoTlsEndsAConnectionWithoutAnError(String kind) throws Exception {
    String[] words = kind.split(" ");
    Class<?> connection = Class.forName("dev.belfry.server.edge." + words[0]);
    String more =
        switch (words.length == 4 ? words[3] : "") {
          case "Upgrade" ->
              """
              Connection: Upgrade\r
              Upgrade: websocket\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
              """;
          case "Accept" -> "Accept: text/event-stream\r\n";
          default -> "";
        };
    try (LogLines lines = LogLines.of(connection);
        Socket plain = new Socket("127.0.0.1", belfry.port());
        SSLSocket secure =
            (SSLSocket)
                certificate
                    .trusting()
                    .getSocketFactory()
                    .createSocket(plain, "localhost", belfry.port(), true)) {
      String request = "GET " + words[2] + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
      secure.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(secure.getInputStream().read()).isEqualTo('H');
      plain.getOutputStream().write("this is no TLS".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> belfry.connections() == 0);
      assertThat(lines.all()).noneMatch(line -> line.startsWith("ERROR"));
    }
  }
}
