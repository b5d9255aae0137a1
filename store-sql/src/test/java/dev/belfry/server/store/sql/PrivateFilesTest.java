package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may read what a store writes.
class PrivateFilesTest {
  @TempDir Path temporary;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Map<String, String> filesOf(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        found.put(file.getFileName().toString(), permissions(file));
      }
    }
    return found;
  }

  @Test
  void nobodyElseMayReadWhatAStoreWrites() throws IOException {
    Path folder = temporary.resolve("new/data");
    SqlFixture store = new SqlFixture(folder).open();
    store.appended("secret");
    assertThat(filesOf(folder))
        .containsOnlyKeys("belfry.db", "belfry.db-shm", "belfry.db-wal", "belfry.lock")
        .allSatisfy((file, permissions) -> assertThat(permissions).isEqualTo("rw-------"));
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.getParent())).isEqualTo("rwx------");
    store.close();
  }

  @Test
  void nobodyElseMayReadABackup() throws IOException {
    Path copy = temporary.resolve("copy.db");
    SqlFixture store = new SqlFixture(temporary.resolve("data")).open();
    store.appended("secret");
    Backup.copy(store.folder, copy);
    assertThat(permissions(copy)).isEqualTo("rw-------");
    store.close();
  }

  @Test
  void whatTheOperatorLetOthersReadStaysReadable() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("shared"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    SqlFixture store = new SqlFixture(folder).open();
    store.close();
    Path database = folder.resolve("belfry.db");
    Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-r-----"));
    store.open();
    store.appended("shown");
    assertThat(permissions(folder)).isEqualTo("rwxr-x---");
    assertThat(filesOf(folder))
        .containsEntry("belfry.db", "rw-r-----")
        .containsEntry("belfry.db-wal", "rw-r-----");
    store.close();
  }
}
