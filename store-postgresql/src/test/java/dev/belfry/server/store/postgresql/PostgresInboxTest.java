package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.InboxesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract of inboxes, kept by PostgreSQL.
class PostgresInboxTest extends InboxesContract {
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
  protected InboxFixture open(InboxClock clock) {
    return new PostgresInboxFixture(database, clock, 1, 1);
  }

  @Override
  protected void refuseUser(String name) {
    database.execute(
        Durability.DURABLE,
        "ALTER TABLE %s.inbox_person ADD CHECK (name <> convert_to('" + name + "', 'UTF8'))");
  }

  @Override
  protected int scheduledMax() {
    return PostgresInboxFixture.SCHEDULED_MAX;
  }

  @Override
  protected long rowsOf(String name) {
    String bytes = "convert_to('" + name + "', 'UTF8')";
    return database.number(
        Durability.DURABLE,
        "SELECT (SELECT count(*) FROM %s.inbox_person WHERE name = "
            + bytes
            + ") + (SELECT count(*) FROM %s.inbox_entry WHERE feed = -1)"
            + " + (SELECT count(*) FROM %s.inbox_mark WHERE person = 1)"
            + " + (SELECT count(*) FROM %s.inbox_snooze WHERE person = 1)"
            + " + (SELECT count(*) FROM %s.inbox_chore)"
            + " + (SELECT count(*) FROM %s.inbox_scheduled WHERE position("
            + bytes
            + " IN data) > 0)");
  }
}
