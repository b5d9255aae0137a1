package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.NotifyOutcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed loses nothing that it has acknowledged, and what it had begun is ended
/// by the next.
class InboxKillTest {
  private static final int MARKS = 40;

  @TempDir Path folder;

  private Process start(String what) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            InboxProcess.class.getName(),
            folder.toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void everyMarkThatWasAcknowledgedIsThere() throws Exception {
    Process process = start("mark");
    Ulid last = Ulid.MIN;
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < MARKS; i++) {
        last = Ulid.from(lines.readLine());
      }
      process.destroyForcibly();
    }
    process.waitFor();

    try (InboxFixture fixture = new SqlInboxFixture(folder, new InboxClock())) {
      Item item =
          fixture
              .inboxes()
              .item(InboxProcess.READER, last)
              .toCompletableFuture()
              .join()
              .orElseThrow();
      assertThat(item.read()).isTrue();
    }
    assertThat(number("SELECT count(*) FROM inbox_entry")).isGreaterThanOrEqualTo(MARKS);
  }

  @Test
  void aNotificationToManyThatIsKilledInTheMiddleIsEndedOnce() throws Exception {
    Process process = start("notify");
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("begins");
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> number("SELECT count(*) FROM inbox_entry") > 600);
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(number("SELECT count(*) FROM inbox_entry")).isLessThan(InboxProcess.MANY);

    try (InboxFixture fixture = new SqlInboxFixture(folder, new InboxClock())) {
      fixture.settle();
      assertThat(number("SELECT count(*) FROM inbox_entry")).isEqualTo(InboxProcess.MANY);
      assertThat(number("SELECT count(DISTINCT feed) FROM inbox_entry"))
          .isEqualTo(InboxProcess.MANY);
      assertThat(number("SELECT count(*) FROM inbox_chore")).isZero();
      NotifyOutcome again =
          fixture
              .inboxes()
              .deliver(InboxProcess.request(InboxProcess.many(), "many"))
              .toCompletableFuture()
              .join();
      assertThat(((NotifyOutcome.Delivered) again).recipients()).isEqualTo(InboxProcess.MANY);
      assertThat(number("SELECT count(*) FROM inbox_entry")).isEqualTo(InboxProcess.MANY);
    }
  }

  private long number(String sql) {
    Path file = folder.resolve("belfry.db");
    if (!Files.exists(file)) {
      return 0;
    }
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    } catch (SQLException notYet) {
      return 0;
    }
  }
}
