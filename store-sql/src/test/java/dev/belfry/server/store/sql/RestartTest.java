package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.SqlFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.config.Sync;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a store when it is opened again, and in which epoch.
class RestartTest {
  @TempDir Path temporary;
  private SqlFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new SqlFixture(temporary.resolve("data")).open();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /// The files as a process that ends now would leave them, in another folder.
  private SqlFixture cutOff() throws IOException {
    Path copy = Files.createDirectory(temporary.resolve("copy"));
    try (Stream<Path> files = Files.list(store.folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    SqlFixture left = new SqlFixture(copy);
    left.sync = store.sync;
    left.boot = store.boot;
    store.close();
    return left;
  }

  @Test
  void messagesAndPositionsOutliveARestart() throws IOException {
    store.appended("a");
    AppendOutcome.Appended second = store.appended("b");
    String epoch = store.log().epoch();
    store.restart();
    assertThat(store.texts()).containsExactly("a", "b");
    assertThat(store.log().epoch()).isEqualTo(epoch);
    assertThat(store.appended("c").position())
        .isEqualTo(new Position(epoch, second.position().offset() + 1));
    assertThat(store.texts()).containsExactly("a", "b", "c");
  }

  @Test
  void aKeyOutlivesARestart() throws IOException {
    var first = (AppendOutcome.Appended) store.append(draft("pay", "k", null));
    store.restart();
    var again = (AppendOutcome.Duplicate) store.append(draft("pay", "k", null));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.position()).isEqualTo(first.position());
    assertThat(again.timeMillis()).isEqualTo(first.timeMillis());
    assertThat(store.append(draft("other", "k", null))).isEqualTo(new AppendOutcome.Conflict());
  }

  @Test
  void aKeyIsForgottenAfterItsTime() {
    store.append(draft("pay", "k", null));
    store.simulation.pass(Duration.ofHours(23));
    assertThat(store.append(draft("pay", "k", null))).isInstanceOf(AppendOutcome.Duplicate.class);
    store.simulation.pass(Duration.ofHours(2));
    assertThat(store.append(draft("other", "k", null))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void aReplacedMessageStaysReplaced() throws IOException {
    store.append(draft("old", null, "r"));
    store.restart();
    store.append(draft("new", null, "r"));
    store.restart();
    assertThat(store.texts()).containsExactly("new");
    assertThat(store.locate(new Since.After(new Position(store.log().epoch(), 0))).gap()).isNull();
  }

  @Test
  void noPositionIsUsedTwiceThoughAllMessagesAreGone() throws IOException {
    store.close();
    store.history = new History(1, 1 << 20, Duration.ofSeconds(10));
    store.open();
    long last = 0;
    for (int i = 0; i < 5; i++) {
      last = store.appended("m" + i).position().offset();
    }
    store.simulation.pass(Duration.ofMinutes(1));
    store.restart();
    assertThat(store.texts()).isEmpty();
    assertThat(store.appended("next").position().offset()).isEqualTo(last + 1);
    Replay.Gap gap = (Replay.Gap) store.read(2);
    assertThat(gap).isEqualTo(new Replay.Gap(last - 2, last));
  }

  @Test
  void aCutOffProcessKeepsTheEpochAndAllThatWasAcknowledged() throws IOException {
    store.appended("a");
    String epoch = store.log().epoch();
    SqlFixture left = cutOff();
    store = left.open();
    assertThat(store.texts()).containsExactly("a");
    assertThat(store.log().epoch()).isEqualTo(epoch);
  }

  @Test
  void aCutOffMachineBeginsANewEpochWhereTheDiskWasNotWaitedFor() throws IOException {
    store.appended("a");
    String epoch = store.log().epoch();
    SqlFixture left = cutOff();
    left.boot = "boot 2";
    store = left.open();
    assertThat(store.log().epoch()).isNotEqualTo(epoch);
  }

  @Test
  void aCutOffMachineKeepsTheEpochWhereTheDiskWasWaitedFor() throws IOException {
    store.close();
    store.sync = Sync.FULL;
    store.open();
    store.appended("a");
    String epoch = store.log().epoch();
    SqlFixture left = cutOff();
    left.boot = "boot 2";
    left.sync = Sync.OS;
    store = left.open();
    assertThat(store.log().epoch()).isEqualTo(epoch);
  }

  @Test
  void anotherBootKeepsTheEpochAfterAnOrderlyEnd() throws IOException {
    String epoch = store.log().epoch();
    store.boot = "boot 2";
    store.restart();
    assertThat(store.log().epoch()).isEqualTo(epoch);
  }

  @Test
  void aBackupIsWholeAndBeginsANewEpoch() throws IOException {
    store.appended("a");
    store.appended("b");
    Path copy = temporary.resolve("copy.db");
    Backup.copy(store.folder, copy);
    store.appended("after");
    String epoch = store.log().epoch();
    SqlFixture restored = new SqlFixture(Files.createDirectory(temporary.resolve("restored")));
    Files.copy(copy, restored.folder.resolve("belfry.db"));
    restored.open();
    try {
      assertThat(restored.texts()).containsExactly("a", "b");
      assertThat(restored.log().epoch()).isNotEqualTo(epoch);
      String renewed = restored.log().epoch();
      restored.restart();
      assertThat(restored.log().epoch()).isEqualTo(renewed);
    } finally {
      restored.close();
    }
  }

  @Test
  void aBackupOverwritesNothing() throws IOException {
    Path there = Files.writeString(temporary.resolve("there.db"), "precious");
    assertThatThrownBy(() -> Backup.copy(store.folder, there))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is there already");
    assertThat(there).hasContent("precious");
  }

  @Test
  void thereIsNothingToBackUpWhereNoDatabaseIs() {
    assertThatThrownBy(() -> Backup.copy(temporary, temporary.resolve("copy.db")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no database");
    assertThat(temporary.resolve("copy.db")).doesNotExist();
  }

  @Test
  void aSecondServerIsRefusedTheFolder() {
    SqlFixture second = new SqlFixture(store.folder);
    assertThatThrownBy(second::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is in use by another server (process ");
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidSo() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("broken"));
    Files.writeString(folder.resolve("belfry.db"), "not a database at all ".repeat(1_000));
    assertThatThrownBy(new SqlFixture(folder)::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be used");
  }
}
