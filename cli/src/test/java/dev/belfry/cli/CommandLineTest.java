package dev.belfry.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import picocli.CommandLine;

class CommandLineTest {
  private static final String REPLY =
      "{\"id\":\"01JABC\",\"channel\":\"c\",\"position\":\"k3f9-17\","
          + "\"time\":\"2026-11-23T10:00:00.123Z\"}";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
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
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: belfry " + command).contains("Options:");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    String help = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run("help", command)).isZero();
    assertThat(out.toString()).isEqualTo(help);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("serve", "publish", "cancel", "notify", "listen", "bench", "config", "backup");
    assertThat(out.toString().lines().filter(line -> line.matches("  [a-z]+  +[A-Z].*")))
        .as("each command's sentence, whole")
        .hasSize(20)
        .allMatch(line -> line.endsWith("."));
    assertThat(run("help")).isZero();
    assertThat(run("help", "ring")).isEqualTo(2);
  }

  @Test
  void wrongUsageIsExplainedInTwoLines() {
    run();
    run("ring");
    run("publish", "only-a-channel");
    run("publish", "a", "b", "--url", "localhost:8000");
    assertThat(err.toString().lines())
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
    assertThat(run("publish", "a", "b", "-H", "Authorization: Bearer t: 1", "--url", url)).isZero();
    assertThat(authorizations).containsExactly("Bearer t: 1");
    for (String wrong :
        List.of("none", "Host: other", "A: b\nC: d", "Belfry-At: 10m", "bad name: x")) {
      assertThat(run("publish", "a", "b", "-H", wrong, "--url", url)).as(wrong).isEqualTo(2);
    }
    assertThat(run("publish", "a", "b", "--url", "http://me:secret@localhost")).isEqualTo(2);
    assertThat(requests).hasSize(1);
    assertThat(run("listen", "a", "-H", "Authorization: again", "--url", url)).isEqualTo(1);
    assertThat(run("cancel", "a", "-H", "Authorization: more", "--url", url)).isZero();
    assertThat(authorizations).containsExactly("Bearer t: 1", "again", "more");
  }

  @Test
  void versionIsPrinted() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("belfry ");
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("ring")).isEqualTo(2);
    assertThat(run("publish", "only-a-channel")).isEqualTo(2);
    assertThat(run("publish", "a", "b", "--url", "localhost:8000")).isEqualTo(2);
    assertThat(run("listen")).isEqualTo(2);
    assertThat(run("cancel")).isEqualTo(2);
    assertThat(run("listen", "a", "--count", "0")).isEqualTo(2);
    assertThat(run("bench", "ftp://localhost/")).isEqualTo(2);
    assertThat(run("bench", "--in-flight", "1", "--rate", "1")).isEqualTo(2);
    assertThat(run("bench", "--duration", "soon")).isEqualTo(2);
  }

  @Test
  void benchLoadsOtherMachinesOnlyWhenTold() {
    assertThat(run("bench", "ws://192.0.2.1/notifications")).isEqualTo(2);
    assertThat(err.toString()).contains("--remote");
  }

  @Test
  void anObjectIsPublishedAsJsonAndItsPositionPrinted() {
    answer(201, "application/json", REPLY);
    assertThat(run("publish", "orders:42", "{\"n\":1}", "--url", url)).isZero();
    assertThat(out.toString().strip()).isEqualTo("k3f9-17 01JABC");
    assertThat(requests).containsExactly("/notifications/orders:42 application/json {\"n\":1}");
  }

  @Test
  void allElseIsPublishedAsTextUnlessToldOtherwise() {
    answer(201, "application/json", REPLY);
    run("publish", "notifications", "{not json", "--url", url);
    run("publish", "a", "12", "--url", url);
    run("publish", "a", "12", "--json", "--url", url);
    run("publish", "a", "[1]", "--text", "--url", url);
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
    assertThat(run("publish", "a", "hi", "--url", url)).isEqualTo(1);
    assertThat(err.toString()).contains("403 forbidden: not you");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutAServerPublishSaysSo() {
    server.stop(0);
    assertThat(run("publish", "a", "hi", "--url", url)).isEqualTo(1);
    assertThat(err.toString()).contains("no server answers at " + url);
  }

  @Test
  void whereNoServerOfOursIsListenEndsAndSaysSo() {
    answer(404, "text/html", "<p>nothing here");
    assertThat(run("listen", "a", "--url", url)).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement(as(STRING))
        .startsWith("belfry: refused: 404")
        .contains("no WebSocket at ws://");
  }

  @Test
  void whereNobodyAnswersListenSaysSoAndTriesAgain() throws Exception {
    server.stop(0);
    Thread listening = Thread.ofVirtual().start(() -> run("listen", "a", "--url", url));
    String told = "no server answers at " + url + "; again in";
    await().until(() -> err.toString().split(Pattern.quote(told)).length > 2);
    listening.interrupt();
    listening.join();
  }

  @Test
  void aMessageForLaterHasItsTimeAndIdPrinted() {
    String later = "{\"id\":\"01JABC\",\"channel\":\"c\",\"at\":\"2026-11-23T10:10:00Z\"}";
    answer(202, "application/json", later);
    assertThat(run("publish", "c", "tea", "--at", "10m", "--url", url)).isZero();
    assertThat(out.toString().strip()).isEqualTo("2026-11-23T10:10:00.000Z 01JABC");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
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
