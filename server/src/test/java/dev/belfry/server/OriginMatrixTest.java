package dev.belfry.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.belfry.server.OriginOracle.From;
import dev.belfry.server.OriginOracle.Kind;
import dev.belfry.server.OriginOracle.With;
import dev.belfry.server.auth.callback.App;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of every page there can be, of every kind, with every credential, against the oracle.
class OriginMatrixTest {
  private static final String APP = "https://app.example";
  private static final String COOKIE = "sid=1";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String USER = "user 42 subscribe=news publish=news";
  private static final String SOCKET =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  @TempDir private Path folder;
  private final SoftAssertions all = new SoftAssertions();
  private Belfry belfry;

  /// The head of an answer, and what the framed protocol said after it.
  private record Answer(String head, String more) {
    String status() {
      return head.split(" ")[1] + more;
    }

    boolean says(String header) {
      return head.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPageGetsWhatTheReferenceSays(boolean cookies) throws Exception {
    try (App app = new App()) {
      app.answer(200, "{\"user\":\"42\",\"subscribe\":[\"news\"],\"publish\":[\"news\"]}");
      app.know(COOKIE);
      Belfry.Builder builder = new KnownClients(folder).server().set("origins", APP);
      if (cookies) {
        builder.set("auth.callback.url", app.url().toString()).set("auth.callback.secret", SECRET);
      }
      try (Belfry started = builder.start()) {
        belfry = started;
        tryAll(new OriginOracle(cookies));
      }
    }
    all.assertAll();
  }

  private void tryAll(OriginOracle oracle) throws IOException {
    for (From from : From.values()) {
      for (Kind kind : Kind.values()) {
        for (With with : With.values()) {
          Answer answer = ask(from, kind, with);
          String what = "%s of %s with %s: %s".formatted(kind, from, with, answer.head());
          all.assertThat(answer.status()).as(what).isEqualTo(oracle.answer(from, kind, with));
          all.assertThat(answer.says("Access-Control-Allow-Origin: " + origin(from) + "\r\n"))
              .as(what)
              .isEqualTo(oracle.readable(from, kind, with));
          all.assertThat(answer.says("Access-Control-Allow-Origin:"))
              .as(what)
              .isEqualTo(oracle.readable(from, kind, with));
          all.assertThat(answer.says("Access-Control-Allow-Credentials: true\r\n"))
              .as(what)
              .isEqualTo(oracle.credentials(from, kind, with));
          all.assertThat(answer.says("Access-Control-Allow-Methods:"))
              .as(what)
              .isEqualTo(oracle.permits(from, kind, with));
          all.assertThat(answer.says("Vary: Accept, Origin\r\n"))
              .as(what)
              .isEqualTo(!answer.status().startsWith("101"));
        }
      }
    }
  }

  private String origin(From from) {
    int port = belfry.port();
    return switch (from) {
      case NOWHERE, OTHER_HOST_WITHOUT_ORIGIN, TWO_HEADERS -> APP;
      case OWN -> "http://localhost:" + port;
      case OWN_BY_HTTPS -> "https://localhost:" + port;
      case ALLOWED -> APP;
      case ALLOWED_IN_CAPITALS -> "HTTPS://App.Example";
      case OTHER_HOST -> "https://evil.example";
      case OTHER_SCHEME -> "http://app.example";
      case OTHER_PORT -> APP + ":8443";
      case OTHER_PORT_OF_OWN -> "http://localhost:" + (port == 1 ? 2 : port - 1);
      case SUBDOMAIN -> "https://a.app.example";
      case NULL -> "null";
      case NO_SCHEME -> "app.example";
      case WITH_PATH -> APP + "/";
      case EMPTY -> "";
      case TWO_IN_ONE -> APP + ", " + APP;
    };
  }

  private String headers(From from) {
    String one = "Origin: " + origin(from) + "\r\n";
    return switch (from) {
      case NOWHERE -> "";
      case OTHER_HOST_WITHOUT_ORIGIN -> "Sec-Fetch-Site: cross-site\r\n";
      case TWO_HEADERS -> one + one;
      default -> one;
    };
  }

  private static String headers(With with) {
    return switch (with) {
      case NOTHING -> "";
      case COOKIE -> "Cookie: " + COOKIE + "\r\n";
      case BEARER ->
          "Authorization: Bearer " + KnownClients.token(USER, Duration.ofHours(1)) + "\r\n";
    };
  }

  /// The request line and the headers that the kind needs.
  private String head(Kind kind) throws IOException {
    return switch (kind) {
      case READ -> "GET /notifications/news?limit=1 HTTP/1.1\r\n";
      case STREAM -> "GET /notifications/news HTTP/1.1\r\nAccept: text/event-stream\r\n";
      case PUBLISH -> "POST /notifications/news HTTP/1.1\r\nContent-Length: 1\r\n";
      case CANCEL -> "DELETE /v1/messages/" + scheduled() + " HTTP/1.1\r\n";
      case PREFLIGHT ->
          "OPTIONS /notifications/news HTTP/1.1\r\nAccess-Control-Request-Method: POST\r\n";
      case OPTIONS -> "OPTIONS /notifications/news HTTP/1.1\r\n";
      case RAW -> "GET /notifications/news HTTP/1.1\r\n" + SOCKET;
      case FRAMED -> "GET /notifications HTTP/1.1\r\n" + SOCKET + FramedClient.OFFER + "\r\n";
    };
  }

  private Answer ask(From from, Kind kind, With with) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", belfry.port())) {
      socket.setSoTimeout(60_000);
      String host = "Host: localhost:" + belfry.port() + "\r\n";
      String request = head(kind) + host + headers(from) + headers(with) + "\r\n";
      String body = kind == Kind.PUBLISH ? "m" : "";
      socket.getOutputStream().write((request + body).getBytes(US_ASCII));
      String head = readHead(socket.getInputStream());
      boolean open = kind == Kind.FRAMED && head.startsWith("HTTP/1.1 101");
      return new Answer(head, open ? " " + subscribe(with, headers(from)) : "");
    }
  }

  /// The id of a message of user 42 that is to come.
  private String scheduled() throws IOException {
    try (FramedClient client = new FramedClient(belfry.port(), headers(With.BEARER).strip())) {
      client.send("{\"id\":1,\"connect\":{}}");
      String publish = "\"publish\":{\"channel\":\"news\",\"data\":1,\"at\":\"1h\"}";
      var _ = client.read();
      return client.ask(2, publish).path("ok").path("id").asString();
    }
  }

  /// What becomes of a subscription over the framed protocol.
  private String subscribe(With with, String origin) throws IOException {
    String[] lines = (FramedClient.OFFER + "\r\n" + origin + headers(with)).split("\r\n");
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications", lines)) {
      socket.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}");
      String said = socket.read();
      while (said.startsWith("text:") && !said.contains("\"id\":2")) {
        said = socket.read();
      }
      return said.startsWith("close:")
          ? said.substring(0, "close:4502".length())
          : said.contains("\"id\":2,\"ok\"")
              ? "ok"
              : said.replaceFirst("(?s).*code\":\"([a-z-]+).*", "$1");
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
