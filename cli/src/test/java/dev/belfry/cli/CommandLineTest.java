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
import java.util.concurrent.CopyOnWriteArrayList;
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
  @ValueSource(strings = {"serve", "publish", "cancel", "listen", "bench", "config", "backup"})
  void everyCommandExplainsItself(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: belfry " + command).contains("Options:");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("serve", "publish", "cancel", "listen", "bench", "config", "backup");
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
    await().until(() -> err.toString().split("no server answers; again in").length > 2);
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
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
