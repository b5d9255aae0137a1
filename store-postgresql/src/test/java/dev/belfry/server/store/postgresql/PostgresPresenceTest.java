package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.PresenceContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who is present, in PostgreSQL, on a real server.
class PostgresPresenceTest extends PresenceContract {
  private static TestDatabase database;

  private Engine last;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @Override
  protected Engine open() {
    last = database.open(Durability.PASSING);
    for (String node : List.of("A", "B")) { // whose entries would be swept away otherwise
      answer(last.nodes().write(node, "{}", Duration.ofMinutes(1), null));
    }
    return last;
  }

  private long rows() {
    return database.number(Durability.PASSING, "SELECT count(*) FROM %s.presence");
  }

  @Test
  void whatNodesLeaveBehindAndEditionsThatHaveEndedAreSweptAway() {
    for (String edition : List.of("A.1", "A.2", "dead.1")) {
      answer(here.write(edition, 1, List.of(new PresenceTable.Entry(NEWS, "ada", "1"))));
    }
    here.end("A.1");
    await().until(() -> rows() == 1);
    assertThat(database.number(Durability.PASSING, "SELECT count(*) FROM %s.presence_edition"))
        .isEqualTo(1);
    answer(last.nodes().remove("A"));
    await().until(() -> rows() == 0);
  }

  @AfterEach
  void closeEngines() {
    database.closeEngines();
    database.newSchemas();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }
}
