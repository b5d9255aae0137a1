package dev.belfry.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// curl, as the README shows it.
@SuppressWarnings("NullAway.Init")
class CurlTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void publishIsAnsweredWithIdChannelPositionAndTime() throws Exception {
    String answer = curl("-w", "\n%{http_code}", "-d", "Hello, world!", url("/notifications"));
    JsonNode reply = JSON.readTree(answer.lines().findFirst().orElseThrow());
    assertThat(answer).endsWith("\n201");
    assertThat(reply.get("channel").asString()).isEqualTo("notifications");
    assertThat(reply.get("position").asString()).matches("[a-z0-9]{1,16}-[0-9]+");
    assertThat(reply.get("id").asString()).hasSize(26);
    assertThat(java.time.Instant.parse(reply.get("time").asString())).isNotNull();
  }

  @Test
  void curlListensAndHearsWhatCurlPublishes() throws Exception {
    Process listener = start("-sN", url("/notifications/listen"));
    try (BufferedReader lines = listener.inputReader(UTF_8)) {
      String first = lines.readLine(); // the block that tells the head: curl listens from here on
      assertThat(first).startsWith("retry:");
      curl("-d", "Hello, world!", url("/notifications/listen"));
      assertThat(dataOf(lines)).isEqualTo("Hello, world!");
    } finally {
      listener.destroy();
    }
  }

  @Test
  void lastEventIdResumesWithoutGapAndWithoutDuplicate() throws Exception {
    List<String> positions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String answer = curl("-d", "message " + i, url("/notifications/resume"));
      positions.add(JSON.readTree(answer).get("position").asString());
    }
    Process listener =
        start("-sN", "-H", "Last-Event-ID: " + positions.get(3), url("/notifications/resume"));
    try (BufferedReader lines = listener.inputReader(UTF_8)) {
      for (int i = 4; i < 10; i++) {
        assertThat(dataOf(lines)).isEqualTo("message " + i);
      }
      curl("-d", "live", url("/notifications/resume"));
      assertThat(dataOf(lines)).isEqualTo("live");
    } finally {
      listener.destroy();
    }
  }

  @Test
  void aStreamCutBeforeItsFirstMessageResumesToo() throws Exception {
    String path = "/notifications/first";
    String id;
    try (EventStream stream = EventStream.open(RawConnection.open(server.port()), path, "")) {
      id = stream.next().orElseThrow().id();
    }
    curl("-d", "while away", url(path));
    try (EventStream stream = EventStream.open(RawConnection.open(server.port()), path, id)) {
      assertThat(stream.nextData().data()).hasValue("while away");
    }
  }

  @Test
  void jsonIsKeptAndHistoryIsAPageOfIt() throws Exception {
    String path = "/notifications/history";
    curl("-H", "Content-Type: application/json", "-d", "{\"n\": 1.50}", url(path));
    curl("-d", "text", url(path));
    String page = curl("-H", "Accept: application/json", url(path));
    assertThat(page).contains("\"data\":{\"n\": 1.50}");
    assertThat(JSON.readTree(page).get("messages").get(1).get("data").asString()).isEqualTo("text");
  }

  @Test
  void badInputGetsAClearAnswer() throws Exception {
    assertThat(status("-d", "x", url("/notifications/a//b"))).isEqualTo("400");
    assertThat(status("--data-binary", "@-", url("/notifications/empty"))).isEqualTo("400");
    assertThat(status(url("/nowhere"))).isEqualTo("404");
    assertThat(status("-X", "DELETE", url("/notifications/x"))).isEqualTo("405");
    assertThat(status("-H", "Content-Type: image/png", "-d", "x", url("/notifications/x")))
        .isEqualTo("415");
    assertThat(status("-H", "Content-Encoding: gzip", "-d", "x", url("/notifications/x")))
        .isEqualTo("415");
    assertThat(status("-d", "x".repeat(70_000), url("/notifications/x"))).isEqualTo("413");
  }

  private static String url(String path) {
    return server.http(path).toString();
  }

  private static String status(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return curl(all.toArray(String[]::new));
  }

  private static String dataOf(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = lines.readLine();
    }
    return line == null ? "(the stream ended)" : line.replaceFirst("data: ?", "");
  }

  private static String curl(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of("-s"));
    all.addAll(List.of(arguments));
    Process curl = start(all.toArray(String[]::new));
    curl.getOutputStream().close();
    return new String(curl.getInputStream().readAllBytes(), UTF_8);
  }

  private static Process start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("curl", "--max-time", "20"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
