package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.log.Since;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
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
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:dev/belfry/server/store/sql/sqlite")
        .target("3")
        .load()
        .migrate();
    try (Connection old = DriverManager.getConnection(url);
        Statement statement = old.createStatement()) {
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
