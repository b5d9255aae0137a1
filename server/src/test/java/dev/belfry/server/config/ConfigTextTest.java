package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTextTest {
  private static final String EVERY_SHAPE =
      """
      server: { host: "::1", drain: 500ms, transport: io_uring }
      origins: [https://app.example, "null"]
      hosts: [belfry.internal]
      auth: { tokens: [{ algorithm: EdDSA, key: shop.pem, kid: shop }], audience: belfry }
      limits: { outboxes: 512MiB }
      channels:
        - match: "@user/*"
          subscribe: backend
        - match: "**"
          history: { age: 7d }
      """;

  private static final String BEGINNING =
      """
      server:
        host: "::1"  # belfry.yaml:1
        port: 9000  # environment variable BELFRY_SERVER_PORT
        transport: io_uring  # belfry.yaml:1
        open: false  # default
        dev: true  # flag --server.dev
        tls:
          http2: true  # default
        admin:
          host: 127.0.0.1  # default
        trusted-proxies: []  # default
        forwarded-header: x-forwarded-for  # default
        loops: 0  # default
        drain: 500ms  # belfry.yaml:1
        log-level: info  # default
        log-format: text  # default
        access-log: false  # default
      websocket:
        compression: true  # default
      data: "./belfry-data"  # default
      store:
        timeout: 2s  # default
        sync: full  # default
        tails: "3% up to 32MiB"  # default
        appends-waiting: 10000  # default
        appends-waiting-bytes: "12% up to 32MiB"  # default
        readers: 2  # default
      redis:
        prefix: "belfry:"  # default
        wait-replicas: 0  # default
        timeout: 2s  # default
      origins:  # belfry.yaml:2
        - "https://app.example"
        - "null"
      """;

  private static final String END =
      """
      channels:  # belfry.yaml:7
        - match: "@user/*"  # belfry.yaml:7
          durable: false  # default
          subscribe: backend  # belfry.yaml:8
          echo: true  # default
          presence: false  # default
        - match: "**"  # belfry.yaml:9
          durable: false  # default
          history:
            age: 7d  # belfry.yaml:10
          echo: true  # default
          presence: false  # default
      """;

  @TempDir Path folder;

  @Test
  void everyValueIsShownWithWhereItCameFrom() throws Exception {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), EVERY_SHAPE);
    var environment = Map.of("BELFRY_SERVER_PORT", "9000");
    var text = ConfigText.render(load(file, environment, Map.of("server.dev", "true")));
    assertThat(text.replace(file.toString(), "belfry.yaml")).startsWith(BEGINNING).endsWith(END);
  }

  @Test
  void whatIsShownCanBeLoadedAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), EVERY_SHAPE);
    var first = load(file, Map.of(), Map.of());
    Path shown = Files.writeString(folder.resolve("shown.yaml"), ConfigText.render(first));
    assertThat(load(shown, Map.of(), Map.of()).config()).isEqualTo(first.config());
  }

  private static ConfigOutcome.Loaded load(
      Path file, Map<String, String> environment, Map<String, String> flags) {
    return switch (ConfigLoader.load(Optional.of(file), environment, flags)) {
      case ConfigOutcome.Loaded loaded -> loaded;
      case ConfigOutcome.Invalid invalid -> throw new AssertionError(ConfigText.render(invalid));
    };
  }
}
