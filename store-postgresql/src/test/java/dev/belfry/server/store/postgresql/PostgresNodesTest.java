package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.NodesContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What nodes keep of themselves in PostgreSQL, on a real server.
class PostgresNodesTest extends NodesContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  @Override
  protected Engine open() {
    return DATABASE.open(Durability.PASSING);
  }

  @Override
  protected void renew() {
    DATABASE.execute(Durability.PASSING, "SELECT %s.renew_v1()");
  }

  @Test
  void aRowWhoseLeaseIsLongOverIsRemoved() {
    NodeTable nodes = engine.nodes();
    answer(nodes.write("dead", "one", Duration.ofSeconds(1), null));
    answer(nodes.write("alive", "two", Duration.ofMinutes(1), null));
    DATABASE.execute(
        Durability.PASSING, "UPDATE %s.cluster_node SET until = until - 62000 WHERE id = 'dead'");
    String rows = "SELECT count(*) FROM %s.cluster_node";
    await().until(() -> DATABASE.number(Durability.PASSING, rows) == 1);
    assertThat(answer(nodes.write("alive", "two", Duration.ofMinutes(1), null)).rows())
        .containsOnlyKeys("alive");
  }
}
