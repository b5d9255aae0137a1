package dev.belfry.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final String REPLY =
      "{\"id\":\"01JABC\",\"channel\":\"c\",\"position\":\"k3f9-17\","
          + "\"time\":\"2026-11-23T10:00:00.123Z\"}";

  private final Commands commands = new Commands();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final String url;

  CommandLineTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve", "publish", "cancel", "notify", "listen", "bench", "config", "backup", "import",
        "export", "migrate", "nodes", "stats", "token", "key", "doctor", "restore", "top",
        "completion"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(commands.run(command, "--help")).isZero();
    assertThat(commands.out()).contains("Usage: belfry " + command).contains("Options:");
    assertThat(commands.out().lines()).allMatch(line -> line.length() <= 80);
    String help = commands.out();
    commands.clear();
    assertThat(commands.run("help", command)).isZero();
    assertThat(commands.out()).isEqualTo(help);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(commands.run("--help")).isZero();
    assertThat(commands.out())
        .contains("serve", "publish", "cancel", "notify", "listen", "bench", "config", "backup");
    assertThat(commands.out().lines().filter(line -> line.matches("  [a-z]+  +[A-Z].*")))
        .as("each command's sentence, whole")
        .hasSize(20)
        .allMatch(line -> line.endsWith("."));
    assertThat(commands.run("help")).isZero();
    assertThat(commands.run("help", "ring")).isEqualTo(2);
  }

  @Test
  void wrongUsageIsExplainedInTwoLines() {
    commands.run();
    commands.run("ring");
    commands.run("publish", "only-a-channel");
    commands.run("publish", "a", "b", "--url", "localhost:8000");
    assertThat(commands.err().lines())
        .containsExactly(
            "belfry: a command is needed; 'belfry help' lists them",
            "'belfry --help' explains.",
            "belfry: there is no command ring",
            "'belfry --help' explains.",
            "belfry: Missing required parameter: 'MESSAGE'",
            "'belfry publish --help' explains.",
            "belfry: --url must be like http://localhost:8000, not localhost:8000",
            "'belfry publish --help' explains.");
  }

  @Test
  void theVariableNamesTheServerUnlessTheOptionDoes() {
    ServerAddress address = new ServerAddress();
    address.environment = Map.of();
    assertThat(address.checked()).hasToString("http://localhost:8000");
    address.environment = Map.of("BELFRY_URL", "");
    assertThat(address.checked()).hasToString("http://localhost:8000");
    address.environment = Map.of("BELFRY_URL", "https://push.example.org/belfry/");
    assertThat(address.checked()).hasToString("https://push.example.org/belfry");
    address.url = "http://[::1]:9000";
    assertThat(address.checked()).hasToString("http://[::1]:9000");
  }

  @Test
  void furtherHeadersAreSentAndWrongOnesRefused() {
    answer(201, "application/json", REPLY);
    assertThat(commands.run("publish", "a", "b", "-H", "Authorization: Bearer t: 1", "--url", url))
        .isZero();
    assertThat(authorizations).containsExactly("Bearer t: 1");
    for (String wrong :
        List.of("none", "Host: other", "A: b\nC: d", "Belfry-At: 10m", "bad name: x")) {
      assertThat(commands.run("publish", "a", "b", "-H", wrong, "--url", url))
          .as(wrong)
          .isEqualTo(2);
    }
    assertThat(commands.run("publish", "a", "b", "--url", "http://me:secret@localhost"))
        .isEqualTo(2);
    assertThat(requests).hasSize(1);
    assertThat(commands.run("listen", "a", "-H", "Authorization: again", "--url", url))
        .isEqualTo(1);
    assertThat(commands.run("cancel", "a", "-H", "Authorization: more", "--url", url)).isZero();
    assertThat(authorizations).containsExactly("Bearer t: 1", "again", "more");
  }

  @Test
  void versionIsPrinted() {
    assertThat(commands.run("--version")).isZero();
    assertThat(commands.out()).startsWith("belfry ");
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(commands.run()).isEqualTo(2);
    assertThat(commands.run("ring")).isEqualTo(2);
    assertThat(commands.run("publish", "only-a-channel")).isEqualTo(2);
    assertThat(commands.run("publish", "a", "b", "--url", "localhost:8000")).isEqualTo(2);
    assertThat(commands.run("listen")).isEqualTo(2);
    assertThat(commands.run("cancel")).isEqualTo(2);
    assertThat(commands.run("listen", "a", "--count", "0")).isEqualTo(2);
    assertThat(commands.run("bench", "ftp://localhost/")).isEqualTo(2);
    assertThat(commands.run("bench", "--in-flight", "1", "--rate", "1")).isEqualTo(2);
    assertThat(commands.run("bench", "--duration", "soon")).isEqualTo(2);
  }

  @Test
  void benchLoadsOtherMachinesOnlyWhenTold() {
    assertThat(commands.run("bench", "ws://192.0.2.1/notifications")).isEqualTo(2);
    assertThat(commands.err()).contains("--remote");
  }

  @Test
  void anObjectIsPublishedAsJsonAndItsPositionPrinted() {
    answer(201, "application/json", REPLY);
    assertThat(commands.run("publish", "orders:42", "{\"n\":1}", "--url", url)).isZero();
    assertThat(commands.out().strip()).isEqualTo("k3f9-17 01JABC");
    assertThat(requests).containsExactly("/notifications/orders:42 application/json {\"n\":1}");
  }

  @Test
  void allElseIsPublishedAsTextUnlessToldOtherwise() {
    answer(201, "application/json", REPLY);
    commands.run("publish", "notifications", "{not json", "--url", url);
    commands.run("publish", "a", "12", "--url", url);
    commands.run("publish", "a", "12", "--json", "--url", url);
    commands.run("publish", "a", "[1]", "--text", "--url", url);
    assertThat(requests)
        .containsExactly(
            "/notifications text/plain; charset=utf-8 {not json",
            "/notifications/a text/plain; charset=utf-8 12",
            "/notifications/a application/json 12",
            "/notifications/a text/plain; charset=utf-8 [1]");
  }

  @Test
  void aRefusedPublishIsExitCodeOneWithItsReason() {
    answer(403, "application/problem+json", "{\"code\":\"forbidden\",\"detail\":\"not you\"}");
    assertThat(commands.run("publish", "a", "hi", "--url", url)).isEqualTo(1);
    assertThat(commands.err()).contains("403 forbidden: not you");
    assertThat(commands.out()).isEmpty();
  }

  @Test
  void withoutAServerPublishSaysSo() {
    server.stop(0);
    assertThat(commands.run("publish", "a", "hi", "--url", url)).isEqualTo(1);
    assertThat(commands.err()).contains("no server answers at " + url);
  }

  @Test
  void whereNoServerOfOursIsListenEndsAndSaysSo() {
    answer(404, "text/html", "<p>nothing here");
    assertThat(commands.run("listen", "a", "--url", url)).isEqualTo(1);
    assertThat(commands.err().lines())
        .singleElement(as(STRING))
        .startsWith("belfry: refused: 404")
        .contains("no WebSocket at ws://");
  }

  @Test
  void whereNobodyAnswersListenSaysSoAndTriesAgain() throws Exception {
    server.stop(0);
    Thread listening = Thread.ofVirtual().start(() -> commands.run("listen", "a", "--url", url));
    String told = "no server answers at " + url + "; again in";
    await().until(() -> commands.err().split(Pattern.quote(told)).length > 2);
    listening.interrupt();
    listening.join();
  }

  @Test
  void aMessageForLaterHasItsTimeAndIdPrinted() {
    String later = "{\"id\":\"01JABC\",\"channel\":\"c\",\"at\":\"2026-11-23T10:10:00Z\"}";
    answer(202, "application/json", later);
    assertThat(commands.run("publish", "c", "tea", "--at", "10m", "--url", url)).isZero();
    assertThat(commands.out().strip()).isEqualTo("2026-11-23T10:10:00.000Z 01JABC");
  }

  private void answer(int status, String type, String body) {
    server.createContext("/", exchange -> answer(exchange, status, type, body));
  }

  private void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    requests.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
