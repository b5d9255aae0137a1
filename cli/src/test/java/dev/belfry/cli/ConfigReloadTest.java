package dev.belfry.cli;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that changes under a running server.
class ConfigReloadTest {
  private static final FileTime SAME = FileTime.from(Instant.parse("2026-11-26T10:00:00Z"));

  @TempDir Path folder;

  private Path write(String name, String origin) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, "server: { port: 0 }\norigins: [\"" + origin + "\"]\n");
    Files.setLastModifiedTime(file, SAME);
    return file;
  }

  /// As configuration management and `cp -p` do it.
  @Test
  void aFileThatIsReplacedByOneOfTheSameSizeAndTimeIsReadAgain() throws Exception {
    Path file = write("belfry.yaml", "https://one.example");
    ConfigOutcome.Loaded loaded = (ConfigOutcome.Loaded) load(file);
    try (Belfry belfry = Belfry.builder().config(loaded.config()).start();
        HttpClient http = HttpClient.newHttpClient()) {
      new ConfigReload(belfry, loaded.config(), Optional.of(file), () -> load(file)).start();
      await().until(() -> status(http, belfry.uri(), "https://one.example") == 201);
      await().until(() -> status(http, belfry.uri(), "https://two.example") == 403);
      Files.move(write("next", "https://two.example"), file, REPLACE_EXISTING);
      await().until(() -> status(http, belfry.uri(), "https://two.example") == 201);
      await().until(() -> status(http, belfry.uri(), "https://one.example") == 403);
    }
  }

  private static ConfigOutcome load(Path file) {
    return ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
  }

  private static int status(HttpClient http, URI server, String origin) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/notifications"))
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString("m"))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }
}
