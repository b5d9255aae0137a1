package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.InboxRetentionContract;
import dev.belfry.server.store.postgresql.PostgresSettings.Inboxes;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// How PostgreSQL lets go of what is old.
class PostgresInboxRetentionTest extends InboxRetentionContract {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @Override
  protected InboxFixture open(InboxClock clock, InboxAges ages) {
    database.settings(base -> base.withInboxes(new Inboxes(16 << 20, Set.of(), ages)));
    return new PostgresInboxFixture(database, clock, 1, 1);
  }

  @Override
  protected long rows(String table) {
    return database.number(Durability.DURABLE, "SELECT count(*) FROM %s.inbox_" + table);
  }
}
