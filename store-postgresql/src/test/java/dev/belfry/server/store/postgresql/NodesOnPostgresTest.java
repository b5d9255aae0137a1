package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers on one PostgreSQL, wired by their configuration, and a client that nobody here
/// wrote.
class NodesOnPostgresTest {
  private final NodeClient client = new NodeClient();
  private TestDatabase database;
  private Belfry first;
  private Belfry second;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.start();
    first = node();
    second = node();
    await().until(() -> client.ready(first) && client.ready(second));
  }

  private Belfry node() throws IOException {
    return Belfry.builder()
        .port(0)
        .set("store.url", database.url())
        .set("channels", "[{match: 'orders:**', durable: true}]")
        .start();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    first.close();
    second.close();
    database.close();
  }

  @Test
  void channelsOfBothKindsAreOneAtBothNodes() throws Exception {
    for (String channel : List.of("news", "orders:42")) {
      List<String> atFirst = client.listen(first, channel);
      List<String> atSecond = client.listen(second, channel);
      for (int i = 0; i < 20; i++) {
        assertThat(client.publish(i % 2 == 0 ? first : second, channel, "m" + i)).isEqualTo(201);
      }
      await().until(() -> atFirst.size() == 20 && atSecond.size() == 20);
      assertThat(atFirst).isEqualTo(atSecond).startsWith("m0").endsWith("m19");
      assertThat(client.get(second, "/notifications/" + channel + "?limit=2")).contains("\"m19\"");
    }
  }

  @Test
  void aDatabaseThatIsKilledIsNotWaitedForAndHasAllThatWasAcknowledged() throws Exception {
    List<String> heard = client.listen(second, "orders:42");
    assertThat(client.publish(first, "orders:42", "before")).isEqualTo(201);
    await().until(() -> heard.contains("before"));
    database.kill();
    assertThat(client.publish(first, "orders:42", "lost")).isEqualTo(503);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !client.ready(first) && !client.ready(second));
    database.startAgain();
    await().atMost(Duration.ofSeconds(60)).until(() -> client.ready(first) && client.ready(second));
    assertThat(client.publish(first, "orders:42", "after")).isEqualTo(201);
    await().until(() -> heard.contains("after"));
    assertThat(heard).startsWith("before").endsWith("after").doesNotContain("closed 4005");
  }
}
