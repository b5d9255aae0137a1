package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a real server behind a pooler of transactions.
class PooledEngineTest extends EngineContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();
  private static Pooler pooler;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    pooler = new Pooler(folder, DATABASE.port());
  }

  @BeforeEach
  void goThroughThePooler() {
    DATABASE.settings(settings -> settings.throughPooler(pooler.url()));
  }

  @Override
  protected Engine open() {
    return DATABASE.open(Durability.DURABLE);
  }

  @Override
  protected void renew() {
    DATABASE.execute(Durability.DURABLE, "SELECT %s.renew_v1()");
  }

  @Test
  void aServerIsConfiguredToGoThroughIt() throws Exception {
    try (NodeClient client = new NodeClient();
        Belfry server =
            Belfry.builder()
                .port(0)
                .set("store.url", pooler.url())
                .set("store.direct-url", DATABASE.url())
                .set("channels", "[{match: '**', durable: true}]")
                .start()) {
      await().until(() -> client.ready(server));
      List<String> heard = client.listen(server, "news");
      assertThat(client.publish(server, "news", "through the pooler")).isEqualTo(201);
      await().until(() -> heard.contains("through the pooler"));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    pooler.close();
  }
}
