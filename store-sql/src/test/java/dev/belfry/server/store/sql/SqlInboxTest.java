package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.InboxesContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

/// The contract of inboxes, kept by SQLite.
class SqlInboxTest extends InboxesContract {
  @TempDir Path folder;

  @Override
  protected InboxFixture open(InboxClock clock) {
    return new SqlInboxFixture(folder, clock);
  }

  @Override
  protected void refuseUser(String name) throws Exception {
    execute(
        "CREATE TRIGGER refused BEFORE INSERT ON inbox_person WHEN NEW.name = CAST('"
            + name
            + "' AS BLOB) BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END");
  }

  @Override
  protected int scheduledMax() {
    return SqlInboxFixture.SCHEDULED_MAX;
  }

  @Override
  protected long rowsOf(String name) throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM inbox_person WHERE name = CAST('NAME' AS BLOB))"
                        .replace("NAME", name)
                    + " + (SELECT count(*) FROM inbox_entry WHERE feed = -1)"
                    + " + (SELECT count(*) FROM inbox_mark WHERE person = 1)"
                    + " + (SELECT count(*) FROM inbox_snooze WHERE person = 1)"
                    + " + (SELECT count(*) FROM inbox_chore)"
                    + " + (SELECT count(*) FROM inbox_scheduled"
                    + " WHERE instr(data, CAST('NAME' AS BLOB)) > 0)".replace("NAME", name))) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }
}
