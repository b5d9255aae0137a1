package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `belfry doctor` on this machine.
class DoctorCommandTest {
  @TempDir Path folder;
  private final Commands commands = new Commands();

  private int run(String... arguments) {
    commands.clear();
    return commands.run(arguments);
  }

  private JsonNode check(String name) {
    for (JsonNode each : JsonMapper.shared().readTree(commands.out()).path("checks")) {
      if (each.path("check").asString().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no check " + name + " in " + commands.out());
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  @Test
  void allThatWasFoundIsALineWithAVerdict() {
    assertThat(run("doctor", "--port", "0", "--data", data())).isZero();
    assertThat(commands.out().lines())
        .allMatch(line -> line.matches("(ok|warn|fail)? +.*|(ok|warn|fail) .*"))
        .anyMatch(line -> line.matches("ok +java +25.*"))
        .anyMatch(line -> line.matches("(ok|warn) +disk-sync +a write .*"));
    assertThat(folder).as("nothing is made").isEmptyDirectory();
  }

  @Test
  void aPortInUseIsToldApartFromAServerThatRuns() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(other.getLocalPort());
      assertThat(run("doctor", "--json", "--port", port, "--data", data())).isEqualTo(1);
      assertThat(check("port").path("verdict").asString()).isEqualTo("fail");
    }
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      String port = String.valueOf(belfry.uri().getPort());
      assertThat(run("doctor", "--json", "--port", port, "--data", data())).isZero();
      assertThat(check("port").path("found").asString()).startsWith("a server of Belfry answers");
    }
  }

  @Test
  void aFolderThatIsNoneFails() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run("doctor", "--json", "--port", "0", "--data", file + "/below")).isEqualTo(1);
    assertThat(check("data").path("found").asString()).isEqualTo(file + " is no folder");
  }

  @Test
  void aWrongConfigurationIsSaidBesideTheRest() {
    assertThat(run("doctor", "--json", "--server.port=x", "--data", data())).isEqualTo(2);
    assertThat(check("configuration").path("found").asString()).contains("server.port can't be");
    assertThat(check("java").path("verdict").asString()).isEqualTo("ok");
    assertThat(JsonMapper.shared().readTree(commands.out()).path("ok").asBoolean()).isFalse();
  }

  @Test
  void clocksAreCompared() throws IOException {
    assertThat(withClockAt(Duration.ofSeconds(30))).isZero();
    assertThat(check("clock-web").path("verdict").asString()).isEqualTo("warn");
    assertThat(check("clock-web").path("found").asString()).contains("s behind that of 127.0.0.1");
    assertThat(withClockAt(Duration.ofMinutes(-10))).isOne();
    assertThat(check("clock-web").path("found").asString()).contains("s ahead of that of");
    assertThat(withClockAt(Duration.ZERO)).isZero();
    assertThat(check("clock-web").path("verdict").asString()).isEqualTo("ok");
    assertThat(run("doctor", "--clock", "push.example.org")).isEqualTo(2);
  }

  @Test
  void theClockOfRedisIsComparedAndThatItIsThere() throws IOException {
    assertThat(withRedisAt(Duration.ofSeconds(30))).isZero();
    assertThat(check("clock-redis").path("verdict").asString()).isEqualTo("warn");
    assertThat(check("clock-redis").path("found").asString())
        .matches("(29|30)\\.[0-9] s behind that of Redis at 127.0.0.1:[0-9]+");
    assertThat(withRedisAt(Duration.ofMinutes(-10))).isOne();
    assertThat(check("clock-redis").path("found").asString()).contains("s ahead of that of Redis");
    assertThat(withRedisAt(Duration.ZERO)).isZero();
    assertThat(check("clock-redis").path("verdict").asString()).isEqualTo("ok");
    String nobody = "redis://:planted@127.0.0.1:1";
    assertThat(run("doctor", "--json", "--port", "0", "--data", data(), "--redis.url", nobody))
        .isOne();
    assertThat(check("clock-redis").path("found").asString())
        .startsWith("Redis does not tell its time: 127.0.0.1:1: ")
        .contains("refused");
    assertThat(commands.out()).doesNotContain("planted");
    String wrong = "redis://a,b:planted";
    assertThat(run("doctor", "--json", "--port", "0", "--data", data(), "--redis.url", wrong))
        .isOne();
    assertThat(check("clock-redis").path("verdict").asString()).isEqualTo("fail");
  }

  private int withRedisAt(Duration ahead) throws IOException {
    try (RedisWithClock redis = new RedisWithClock(ahead)) {
      String url = redis.url();
      return run("doctor", "--json", "--port", "0", "--data", data(), "--redis.url", url);
    }
  }

  /// Runs it beside a web server whose clock is ahead by so much.
  private int withClockAt(Duration ahead) throws IOException {
    try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerOnce(web, ahead));
      String url = "http://127.0.0.1:" + web.getLocalPort();
      return run("doctor", "--json", "--port", "0", "--data", data(), "--clock", url);
    }
  }

  private static void answerOnce(ServerSocket web, Duration ahead) {
    try (Socket socket = web.accept()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      while (!in.readLine().isEmpty()) {
        // the request's head
      }
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
      String answer = "HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
