package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.InboxUnavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Durable publishes and what is written to inboxes share their transactions.
class SqlInboxGroupTest {
  @TempDir Path folder;

  @Test
  void aWriteThatFailsTakesNothingElseOfItsGroupWithIt() throws Exception {
    SqlFixture store = new SqlFixture(folder).open();
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement()) {
      statement.execute(
          "CREATE TRIGGER refused BEFORE INSERT ON inbox_person"
              + " WHEN NEW.name = CAST('poison' AS BLOB)"
              + " BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END");
    }
    CompletableFuture<?> poisoned = follow(store, "poison");
    CompletableFuture<?> good = follow(store, "ann");

    assertThat(store.appended("hello").position().offset()).isEqualTo(1);

    assertThat(good).isCompleted();
    assertThatThrownBy(poisoned::join).hasCauseInstanceOf(InboxUnavailable.class);
    assertThat(store.appended("again").position().offset()).isEqualTo(2);
    assertThat(store.ready()).isTrue();
    store.close();
  }

  private static CompletableFuture<?> follow(SqlFixture store, String user) {
    return store.logs.inboxes().follow(new UserId(user), SqlFixture.NEWS).toCompletableFuture();
  }
}
