package dev.belfry.server.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The schema of a file of SQLite: scripts that have run in their order, each once. The file's
/// `user_version` says how many (<https://sqlite.org/pragma.html#pragma_user_version>), and changes
/// in the transaction of the script. One process has the file.
final class SqliteSchema {
  /// A script that was in a release is not changed any more.
  static final List<String> SCRIPTS =
      List.of(
          "V1__channels.sql",
          "V2__schedule.sql",
          "V3__filler.sql",
          "V4__append_order.sql",
          "V5__kept_channels.sql",
          "V6__scheduled_author.sql",
          "V7__column_names.sql",
          "V8__inbox.sql",
          "V9__inbox_retention.sql");

  /// Where Flyway, which brought files up to date before, noted what it had run.
  private static final String HISTORY = "flyway_schema_history";

  private SqliteSchema() {}

  /// Brings a file up to date.
  ///
  /// @throws SQLException also where a newer version of Belfry has written it
  static void migrate(Connection connection) throws SQLException {
    migrate(connection, SCRIPTS.size());
  }

  static void migrate(Connection connection, int target) throws SQLException {
    int version = version(connection);
    if (version > SCRIPTS.size()) {
      throw new SQLException(
          "a newer version of Belfry has written it: its schema is version %d, this one knows %d"
              .formatted(version, SCRIPTS.size()));
    }
    for (; version < target; version++) {
      run(connection, "BEGIN IMMEDIATE;" + script(version) + ";" + note(version + 1) + "COMMIT");
    }
  }

  private static int version(Connection connection) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    String history = "SELECT count(*) FROM sqlite_schema WHERE name = '" + HISTORY + "'";
    if (version > 0 || number(connection, history) == 0) {
      return version;
    }
    int noted =
        number(connection, "SELECT max(installed_rank) FROM " + HISTORY + " WHERE success = 1");
    run(connection, "BEGIN IMMEDIATE; DROP TABLE " + HISTORY + ";" + note(noted) + "COMMIT");
    return noted;
  }

  private static String note(int version) {
    return "PRAGMA user_version = " + version + ";";
  }

  private static String script(int index) {
    String name = SCRIPTS.get(index);
    try (InputStream in = SqliteSchema.class.getResourceAsStream("sqlite/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static int number(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /// The driver hands all statements of an update to SQLite, one after another.
  private static void run(Connection connection, String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(statements);
    } catch (SQLException failed) {
      try (Statement rollback = connection.createStatement()) {
        rollback.executeUpdate("ROLLBACK");
      } catch (SQLException notBegun) {
        failed.addSuppressed(notBegun);
      }
      throw failed;
    }
  }
}
