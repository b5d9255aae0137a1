package dev.belfry.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.conformance.wire.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// curl over HTTP/2.
@SuppressWarnings("NullAway.Init")
class CurlHttp2Test {
  /// How curl says that a stream was reset, and that a connection ended within a response: both
  /// come at the same time.
  private static final List<Integer> CUT = List.of(92, 18);

  @TempDir private static Path folder;
  private static SelfSigned signed;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    signed = SelfSigned.in(folder);
    server = signed.server();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-s", "--http2", "--cacert", signed.certificate().toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static String url(String path) {
    return "https://localhost:" + server.port() + path;
  }

  @Test
  void whatIsPublishedIsRead() throws Exception {
    Process published = start("-w", "\n%{http_code} %{http_version}", "-d", "one", url("/n"));
    String missing = new String(published.getInputStream().readAllBytes(), UTF_8);
    assertThat(missing).contains("\"not-found\"").endsWith("\n404 2");
    Process taken =
        start("-w", "\n%{http_code} %{http_version}", "-d", "one", url("/notifications/curl"));
    assertThat(new String(taken.getInputStream().readAllBytes(), UTF_8)).endsWith("\n201 2");
    Process page = start("-H", "Accept: application/json", url("/notifications/curl?since=1h"));
    assertThat(new String(page.getInputStream().readAllBytes(), UTF_8)).contains("\"one\"");
  }

  @Test
  void aStreamThatTheServerCutsIsNoEndForCurl() throws Exception {
    try (RunningServer leaving = signed.server()) {
      Process listener = start("-N", "https://localhost:" + leaving.port() + "/notifications/curl");
      try (BufferedReader lines = listener.inputReader(UTF_8)) {
        assertThat(lines.readLine()).startsWith("retry:");
        leaving.askToLeave();
        assertThat(lines.lines().anyMatch(line -> line.startsWith("retry: "))).isTrue();
        assertThat(listener.waitFor()).isIn(CUT);
      }
      assertThat(leaving.awaitExit()).isIn(0, 143);
    }
  }
}
