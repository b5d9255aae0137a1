package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxComparison;
import dev.belfry.server.store.postgresql.PostgresSettings.Inboxes;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Inboxes of two nodes in one database of PostgreSQL are what the naive model is.
class PostgresInboxModelTest {
  private static final int STEPS = 300;
  private static final int NODES = 2;

  @Test
  void whateverUsersDoOnAnyNodeIsAnsweredAsByTheModel() throws Exception {
    int seeds = Integer.getInteger("belfry.seeds", 1);
    Long only = Long.getLong("belfry.seed");
    long first = only != null ? only : System.nanoTime() % 1_000_000;
    try (TestDatabase database = TestDatabase.start()) {
      for (long seed = first; seed < first + (only != null ? 1 : seeds); seed++) {
        InboxClock clock = new InboxClock();
        InboxAges ages = seed % 2 == 0 ? InboxAges.NONE : InboxComparison.AGES;
        database.settings(base -> base.withInboxes(new Inboxes(16 << 20, Set.of(), ages)));
        try (PostgresInboxFixture fixture =
            new PostgresInboxFixture(database, clock, seed, NODES)) {
          new InboxComparison(seed, clock, fixture, ages).run(STEPS);
        } catch (AssertionError wrong) {
          throw new AssertionError("-Dbelfry.seed=" + seed, wrong);
        }
      }
    }
  }
}
