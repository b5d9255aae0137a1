package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.log.Since;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of an older schema is taken over with all that it has.
class MigrationTest {
  @TempDir Path folder;

  @Test
  void messagesKeepTheirPlacesAndReplaceKeys() throws Exception {
    SqlFixture store = new SqlFixture(folder.resolve("data"));
    Files.createDirectory(store.folder);
    String url = "jdbc:sqlite:" + store.folder.resolve("belfry.db");
    try (Connection old = DriverManager.getConnection(url);
        Statement statement = old.createStatement()) {
      SqliteSchema.migrate(old, 3);
      statement.execute("INSERT INTO channel VALUES (1, 'news', 5, 2, 2, 500)");
      add(old, 3, "a", null, store.simulation.wallMillis());
      add(old, 5, "b", "k", store.simulation.wallMillis());
    }
    store.open();
    assertThat(store.locate(new Since.Earliest()).cursor()).isEqualTo(2);
    assertThat(store.texts()).containsExactly("a", "b");
    store.append(SqlFixture.draft("c", null, "k"));
    assertThat(store.texts()).containsExactly("a", "c");
    assertThat(store.log().head()).isEqualTo(6);
    store.close();
  }

  @Test
  void everyScriptIsRunAndInItsOrder() throws Exception {
    Path scripts = Path.of("src/main/resources/dev/belfry/server/store/sql/sqlite");
    try (Stream<Path> files = Files.list(scripts)) {
      assertThat(SqliteSchema.SCRIPTS)
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> file.getFileName().toString()).toList());
    }
    for (int i = 0; i < SqliteSchema.SCRIPTS.size(); i++) {
      assertThat(SqliteSchema.SCRIPTS.get(i)).startsWith("V" + (i + 1) + "__");
    }
  }

  @Test
  void aFileOfANewerVersionIsRefusedAndLeftAsItIs() throws Exception {
    try (Connection file = open();
        Statement statement = file.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 1000");
      assertThatThrownBy(() -> SqliteSchema.migrate(file))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("a newer version of Belfry");
      assertThat(tables(file)).isEmpty();
    }
  }

  @Test
  void aScriptThatFailsLeavesTheVersionBefore() throws Exception {
    try (Connection file = open();
        Statement statement = file.createStatement()) {
      SqliteSchema.migrate(file, 1);
      List<String> before = tables(file);
      statement.executeUpdate("CREATE TABLE inbox_key (name)"); // the last that the eighth makes
      assertThatThrownBy(() -> SqliteSchema.migrate(file)).isInstanceOf(SQLException.class);
      statement.executeUpdate("DROP TABLE inbox_key");
      assertThat(tables(file)).containsAll(before).doesNotContain("inbox_feed");
      SqliteSchema.migrate(file);
      assertThat(tables(file)).contains("inbox_feed", "inbox_key");
    }
  }

  @Test
  void whatFlywayNotedIsTakenOver() throws Exception {
    try (Connection file = open();
        Statement statement = file.createStatement()) {
      SqliteSchema.migrate(file, 3);
      statement.executeUpdate(
          "PRAGMA user_version = 0; CREATE TABLE flyway_schema_history (installed_rank, success);"
              + " INSERT INTO flyway_schema_history VALUES (1, 1), (2, 1), (3, 1)");
      SqliteSchema.migrate(file);
      SqliteSchema.migrate(file);
      assertThat(tables(file)).contains("inbox_feed").doesNotContain("flyway_schema_history");
    }
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plain.db"));
  }

  private static List<String> tables(Connection file) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = file.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM sqlite_schema")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private static void add(
      Connection old, int place, String text, String replaceKey, long timeMillis) throws Exception {
    String insert = "INSERT INTO message VALUES (1, ?, ?, ?, 0, CAST(? AS BLOB), ?, ?)";
    try (PreparedStatement statement = old.prepareStatement(insert)) {
      statement.setInt(1, place);
      statement.setBytes(2, UlidCreator.getUlid().toBytes());
      statement.setLong(3, timeMillis);
      statement.setString(4, text);
      statement.setString(5, replaceKey);
      statement.setLong(6, Long.MAX_VALUE);
      statement.executeUpdate();
    }
  }
}
