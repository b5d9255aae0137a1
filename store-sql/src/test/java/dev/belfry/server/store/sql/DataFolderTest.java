package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where a data folder can't be used.
class DataFolderTest {
  @TempDir Path folder;

  @Test
  void whatIsNoFolderIsSaid() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataFolder.take(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the data folder " + file + " can't be used: it is there already, and is no folder");
    assertThatThrownBy(() -> DataFolder.take(file.resolve("below")))
        .hasMessage("the data folder " + file.resolve("below") + " can't be used: Not a directory");
  }

  @Test
  void aFolderInUseIsSaidWithItsHolder() throws IOException {
    try (DataFolder held = DataFolder.take(folder)) {
      assertThat(held.database()).hasFileName("belfry.db");
      assertThatThrownBy(() -> DataFolder.take(folder))
          .hasMessageContaining(
              "in use by another server (process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidInOneLine() throws IOException {
    Files.writeString(folder.resolve("belfry.db"), "no database at all, ".repeat(200));
    assertThatThrownBy(() -> new SqlFixture(folder).open())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the database " + folder.resolve("belfry.db") + " can't be used: ")
        .hasMessageContaining("file is not a database")
        .message()
        .doesNotContain("\n");
  }
}
