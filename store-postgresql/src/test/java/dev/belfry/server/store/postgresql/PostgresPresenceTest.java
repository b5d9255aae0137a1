package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.PresenceContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is present, in PostgreSQL, on a real server.
class PostgresPresenceTest extends PresenceContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  private Engine last;

  @Override
  protected Engine open() {
    last = DATABASE.open(Durability.PASSING);
    for (String node : List.of("A", "B")) { // whose entries would be swept away otherwise
      answer(last.nodes().write(node, "{}", Duration.ofMinutes(1), null));
    }
    return last;
  }

  private long rows() {
    return DATABASE.number(Durability.PASSING, "SELECT count(*) FROM %s.presence");
  }

  @Test
  void whatNodesLeaveBehindAndEditionsThatHaveEndedAreSweptAway() {
    for (String edition : List.of("A.1", "A.2", "dead.1")) {
      answer(here.write(edition, 1, List.of(new PresenceTable.Entry(NEWS, "ada", "1"))));
    }
    here.end("A.1");
    await().until(() -> rows() == 1);
    assertThat(DATABASE.number(Durability.PASSING, "SELECT count(*) FROM %s.presence_edition"))
        .isEqualTo(1);
    answer(last.nodes().remove("A"));
    await().until(() -> rows() == 0);
  }
}
