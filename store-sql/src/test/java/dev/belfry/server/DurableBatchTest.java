package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many durable publishes in one request, and publishes for later, with a whole server.
class DurableBatchTest {
  @TempDir Path folder;
  private final BatchClient client = new BatchClient();

  @AfterEach
  void closeClient() {
    client.close();
  }

  private Belfry durable() throws Exception {
    Path config = folder.resolve("belfry.yaml");
    Path data = folder.resolve("data");
    Files.writeString(
        config,
        "server: { port: 0 }\ndata: "
            + data
            + "\nchannels: [{ match: 'kept/**', durable: true }]\n");
    var loaded = (ConfigOutcome.Loaded) ConfigLoader.load(Optional.of(config), Map.of(), Map.of());
    return Belfry.builder().config(loaded.config()).start();
  }

  @Test
  void aThousandDurableMessagesAreKeptInTheirOrder() throws Exception {
    try (Belfry belfry = durable()) {
      HttpResponse<String> response = client.send(belfry, BatchClient.batch(1000, "kept/orders"));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).doesNotContain("error");
      assertThat(client.history(belfry, "kept/orders"))
          .containsSubsequence(IntStream.range(0, 1000).mapToObj(n -> "\"m" + n + ".\"").toList());
    }
  }

  @Test
  void whatIsScheduledAppearsAfterARestart() throws Exception {
    try (Belfry belfry = durable()) {
      String body = "{\"messages\":[{\"channel\":\"kept/a\",\"data\":\"later\",\"at\":\"1s\"}]}";
      assertThat(client.send(belfry, body).body()).contains("\"at\"");
    }
    try (Belfry belfry = durable()) {
      await().until(() -> client.history(belfry, "kept/a").contains("later"));
    }
  }
}
