package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryConnection;
import dev.belfry.protocol.Command;
import dev.belfry.server.Belfry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands have to do with their process: standard streams, bytes, signals.
class CommandProcessTest {
  private static final Map<String, String> NO_LOCALE = Map.of();
  private static final int SECONDS = 30;

  @TempDir Path folder;
  private final Belfry server;
  private final String url;

  CommandProcessTest() throws IOException {
    server = Belfry.builder().port(0).start();
    url = server.uri().toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listenEndsWhenItsReaderIsGoneThoughNothingMoreComes() throws Exception {
    server.publish("a", "one");
    ProcessBuilder listening =
        CommandProcess.builder(folder, NO_LOCALE, "listen", "a", "-s", "earliest", "-u", url);
    List<Process> pipe =
        ProcessBuilder.startPipeline(
            List.of(
                listening.redirectError(ProcessBuilder.Redirect.DISCARD),
                new ProcessBuilder("head", "-n", "1")));
    try (BufferedReader head = pipe.getLast().inputReader()) {
      assertThat(head.readLine()).isEqualTo("one");
    }
    assertThat(pipe.getFirst().waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(pipe.getFirst().exitValue()).isZero();
  }

  @Test
  void withoutALocaleTextIsUtf8InArgumentsInputAndOutput() throws Exception {
    CommandProcess argument =
        CommandProcess.run(folder, NO_LOCALE, "publish", "a", "häß", "-u", url);
    assertThat(argument.code()).as(argument.err()).isZero();
    Process reading =
        CommandProcess.builder(folder, NO_LOCALE, "publish", "a", "-", "-u", url).start();
    assertThat(CommandProcess.finish(reading, "✓ grün\n".getBytes(StandardCharsets.UTF_8)).code())
        .isZero();
    assertThat(history("a")).containsExactly("häß", "✓ grün");
    CommandProcess listening =
        CommandProcess.run(
            folder, NO_LOCALE, "listen", "a", "-s", "earliest", "-n", "2", "-u", url);
    assertThat(listening.out().lines()).containsExactly("häß", "✓ grün");
  }

  @Test
  void whatIsNotUtf8IsRefusedAndNotPublished() throws Exception {
    Process reading =
        CommandProcess.builder(folder, NO_LOCALE, "publish", "a", "-", "-u", url).start();
    CommandProcess input = CommandProcess.finish(reading, new byte[] {'a', 'b', (byte) 0xFF, 'c'});
    assertThat(input.code()).isEqualTo(1);
    assertThat(input.err()).contains("standard input is not UTF-8, from byte 3 on");
    assertThat(history("a")).isEmpty();
  }

  private List<String> history(String channel) throws Exception {
    return ChannelHistory.of(server.uri(), channel);
  }

  @Test
  void benchThatIsInterruptedShowsWhatItHas() throws Exception {
    String socket = url.replaceFirst("^http", "ws");
    Process process =
        CommandProcess.builder(
                folder, NO_LOCALE, "bench", socket, "--channel", "bench/a", "-c", "3", "-d", "10m")
            .start();
    await().atMost(Duration.ofSeconds(SECONDS)).until(() -> !history("bench/a").isEmpty());
    try (BufferedReader out = process.inputReader()) {
      signal(process, "INT");
      assertThat(out.lines()).anyMatch(line -> line.matches("deliveries +[0-9,]+ of [0-9,]+"));
    }
    assertThat(process.waitFor()).isEqualTo(130);
  }

  @Test
  void withoutATerminalAHangUpOrAChangedFileHasTheConfigurationReadAgain() throws Exception {
    Path config = folder.resolve("belfry.yaml");
    Files.writeString(config, "origins: []\n");
    try (ServerProcess service = ServerProcess.start(folder)) {
      assertThat(statusFor(service, "https://app.example")).isEqualTo(403);
      Files.writeString(config, "origins: [https://app.example]\n");
      await().until(() -> statusFor(service, "https://app.example") == 200);
      Files.writeString(config, "origins: [nonsense\n");
      service.signal("HUP");
      assertThat(statusFor(service, "https://app.example")).isEqualTo(200);
      Files.writeString(config, "origins: [https://other.example]\n");
      service.signal("HUP");
      await().until(() -> statusFor(service, "https://app.example") == 403);
      assertThat(statusFor(service, "https://other.example")).isEqualTo(200);
    }
  }

  private static int statusFor(ServerProcess server, String origin) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.address().resolve("/health/live"))
              .header("Origin", origin)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void underNohupTheServerOutlivesAHangUp() throws Exception {
    try (ServerProcess detached = ServerProcess.start(folder, "nohup")) {
      detached.signal("HUP");
      try (BelfryConnection connection = BelfryConnection.open(detached.address())) {
        var page = connection.history(new Command.History("a", null, null, 1)).get();
        assertThat(page.orElseThrow().messages()).isEmpty();
      }
      detached.signal("TERM");
      assertThat(detached.exitCode()).isZero();
    }
  }

  @Test
  void aSmallDescriptorLimitIsToldInALineWithItsDate() throws Exception {
    String[] limited = {"sh", "-c", "ulimit -n 600 && exec \"$@\"", "sh"};
    try (ServerProcess server = ServerProcess.start(folder, limited)) {
      assertThat(server.said())
          .containsPattern(
              "(?m)^\\d{4}-\\d{2}-\\d{2}T[\\d:]{8}\\.\\d{3}\\S+ WARN .* 600 file descriptors");
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor())
        .isZero();
  }
}
