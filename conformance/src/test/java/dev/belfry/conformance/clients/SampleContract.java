package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.cluster.Link;
import dev.belfry.conformance.wire.Program;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a program does that speaks to a server without a library of ours: the guide shows it for
/// several languages.
@SuppressWarnings("NullAway.Init")
abstract class SampleContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RunningServer server;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start();
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    server.close();
    http.shutdownNow();
  }

  /// Where it is, from `examples/clients`.
  abstract String folder();

  /// What starts it there.
  abstract List<String> command() throws Exception;

  /// The first of these programs that is installed, and if none is, the last.
  static String installed(String... programs) {
    return Stream.of(programs)
        .filter(program -> Path.of(program).toFile().canExecute())
        .findFirst()
        .orElse(programs[programs.length - 1]);
  }

  private Program start(int port, String... arguments) throws Exception {
    Map<String, String> environment = Map.of("BELFRY_URL", "http://127.0.0.1:" + port);
    List<String> command = Stream.concat(command().stream(), Stream.of(arguments)).toList();
    return Program.start("clients/" + folder(), environment, command);
  }

  private List<String> run(String... arguments) throws Exception {
    try (Program program = start(server.port(), arguments)) {
      assertThat(program.exit()).as("%s", program.lines()).isZero();
      return program.lines();
    }
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.http(path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void aListenerGoesOnAfterACutAndHearsEachMessageOnce() throws Exception {
    try (Link link = new Link(server.port());
        Program listener = start(link.port(), "listen", "orders:42")) {
      await()
          .atMost(PATIENCE)
          .until(() -> get("/v1/channels/orders:42").contains("\"subscribers\":1"));
      String position = run("publish", "orders:42", "\"one\"").getLast();
      await().atMost(PATIENCE).until(() -> listener.lines().equals(List.of("one")));
      link.become(Link.State.CUT);
      assertThat(run("publish", "orders:42", "\"two\\nlines\"").getLast()).isNotEqualTo(position);
      link.become(Link.State.OPEN);
      await().atMost(PATIENCE).until(() -> listener.lines().contains("lines"));
      run("publish", "orders:42", "\"thrée\"");
      await().atMost(PATIENCE).until(() -> listener.lines().contains("thrée"));
      assertThat(listener.lines()).containsExactly("one", "two", "lines", "thrée");
      assertThat(get("/notifications/orders:42?limit=9")).contains("\"two\\nlines\"", position);
    }
  }

  @Test
  void aRefusalEndsIt() throws Exception {
    try (Program listener = start(server.port(), "listen", "no channel")) {
      assertThat(listener.exit()).isNotZero();
      assertThat(listener.lines().toString()).contains("400");
    }
  }

  @Test
  void aNotificationIsInTheInboxUnread() throws Exception {
    String id = run("notify", "ada", "Your order has shipped").getLast();
    assertThat(get("/v1/users/ada/inbox")).contains(id);
    assertThat(run("inbox", "ada")).containsExactly("1 unread", "* Your order has shipped");
  }
}
