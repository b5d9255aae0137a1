package dev.belfry.server.store.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// Makes the database in a folder fail where it is written, by triggers, behind the back of the
/// store that has it open.
public final class BrokenDatabase {
  private BrokenDatabase() {}

  /// From now on no message is taken, nor anything that the store writes to try.
  public static void breakIn(Path folder) throws SQLException {
    refuse(folder, "broken", "INSERT ON message");
    refuse(folder, "stuck", "UPDATE ON store");
  }

  private static void refuse(Path folder, String name, String write) throws SQLException {
    change(
        folder,
        "CREATE TRIGGER "
            + name
            + " BEFORE "
            + write
            + " BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
  }

  public static void mendIn(Path folder) throws SQLException {
    change(folder, "DROP TRIGGER broken");
    change(folder, "DROP TRIGGER stuck");
  }

  /// From now on there is room for what is small only.
  public static void breakForLarge(Path folder) throws SQLException {
    refuse(folder, "broken", "INSERT ON message WHEN length(NEW.data) > 1000");
    refuse(folder, "stuck", "UPDATE ON store WHEN length(NEW.filler) > 1000");
  }

  /// Hides the messages from all who read, or shows them again.
  public static void hideMessages(Path folder, boolean hidden) throws SQLException {
    change(
        folder,
        hidden ? "ALTER TABLE message RENAME TO hidden" : "ALTER TABLE hidden RENAME TO message");
  }

  private static void change(Path folder, String sql) throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }
}
