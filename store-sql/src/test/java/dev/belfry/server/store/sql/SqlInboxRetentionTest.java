package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.InboxRetentionContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

/// How SQLite lets go of what is old.
class SqlInboxRetentionTest extends InboxRetentionContract {
  @TempDir Path folder;

  @Override
  protected InboxFixture open(InboxClock clock, InboxAges ages) {
    return new SqlInboxFixture(folder, clock, ages);
  }

  @Override
  protected long rows(String table) throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM inbox_" + table)) {
      row.next();
      return row.getLong(1);
    }
  }
}
