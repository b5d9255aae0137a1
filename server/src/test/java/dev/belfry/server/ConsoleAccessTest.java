package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the console at `/` is open to, and what stops a page of somebody else's.
class ConsoleAccessTest {
  /// What is for those who run the server.
  private static final List<String> ADMIN =
      List.of("/v1/nodes", "/v1/stats", "/v1/channels", "/v1/channels/a", "/v1/console");

  /// The answer to a request that is written as an attacker would: with any head.
  private static String get(Belfry belfry, String path, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), belfry.port())) {
      socket.setSoTimeout(60_000);
      boolean withHost = Arrays.stream(headers).anyMatch(header -> header.startsWith("Host:"));
      String head =
          "GET "
              + path
              + " HTTP/1.1\r\n"
              + (withHost ? "" : "Host: localhost:" + belfry.port() + "\r\n")
              + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining())
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      var reader = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      return new BufferedReader(reader).lines().collect(Collectors.joining("\n"));
    }
  }

  private static String access(Belfry belfry, String... headers) throws IOException {
    String answer = get(belfry, "/v1/console", headers);
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return answer.replaceAll("(?s).*\"access\":\"([a-z]+)\".*", "$1");
  }

  @Test
  void itIsOpenToThisMachineWhereThereIsNoIdentity() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      assertThat(access(belfry)).isEqualTo("open");
      assertThat(access(belfry, "Host: 127.0.0.1:80")).isEqualTo("open");
      assertThat(access(belfry, "Host: [::1]")).isEqualTo("open");
      assertThat(get(belfry, "/v1/console")).contains("\"dev\":false");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 203.0.113.7",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: push.example.org",
        "X-Real-IP: 203.0.113.7",
        "Forwarded: for=203.0.113.7",
        "Via: 1.1 proxy",
        "Host: 192.0.2.1"
      })
  void itIsClosedToWhatAProxyPassesOn(String header) throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      assertThat(access(belfry, header)).isEqualTo("closed");
    }
  }

  @Test
  void itIsClosedToAPageWhoseNameLeadsToAnOpenServer() throws Exception {
    try (Belfry belfry =
        Belfry.builder().port(0).set("server.host", "0.0.0.0").set("server.open", "true").start()) {
      assertThat(access(belfry, "Host: evil.example")).isEqualTo("closed");
      assertThat(access(belfry)).isEqualTo("open");
    }
  }

  @Test
  void itIsClosedWhereThoseWhoRunTheServerHaveAListenerOfTheirOwn() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("server.admin.port", "0").start()) {
      assertThat(access(belfry)).isEqualTo("closed");
    }
  }

  @Test
  void withIdentityItTakesAKey(@TempDir Path folder) throws Exception {
    KnownClients clients = new KnownClients(folder);
    try (Belfry belfry = clients.server().start()) {
      assertThat(access(belfry)).isEqualTo("key");
      assertThat(access(belfry, "X-Forwarded-For: 203.0.113.7")).isEqualTo("key");
      assertThat(get(belfry, "/v1/nodes")).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void noForeignPageReadsWhatIsForThoseWhoRunTheServer() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("server.dev", "true").start()) {
      for (String path : ADMIN) {
        assertThat(get(belfry, path)).as(path).startsWith("HTTP/1.1 200 ");
        assertThat(get(belfry, path, "Host: evil.example:" + belfry.port()))
            .as("%s by DNS rebinding", path)
            .startsWith("HTTP/1.1 421 ")
            .doesNotContain("access-control-allow-origin");
        assertThat(get(belfry, path, "Origin: https://evil.example"))
            .as("%s by fetch", path)
            .startsWith("HTTP/1.1 403 ");
        assertThat(get(belfry, path, "Origin: null")).startsWith("HTTP/1.1 403 ");
        assertThat(get(belfry, path, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))
            .as("%s by an element", path)
            .startsWith("HTTP/1.1 403 ");
        assertThat(
                get(
                    belfry,
                    path,
                    "Sec-Fetch-Site: cross-site",
                    "Sec-Fetch-Mode: navigate",
                    "Sec-Fetch-Dest: iframe"))
            .as("%s in a frame", path)
            .startsWith("HTTP/1.1 403 ");
      }
    }
  }
}
