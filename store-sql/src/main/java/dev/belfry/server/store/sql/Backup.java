package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// A copy of a store's database, consistent though a server writes to it meanwhile. As a server's
/// database, named `belfry.db`, it begins an epoch of its own.
public final class Backup {
  private Backup() {}

  /// Copies the database of a data folder; the copy is whole and on disk when this returns, or is
  /// not there at all.
  ///
  /// @throws IOException where the file is there already, there is no database, or it fails
  public static void copy(Path folder, Path file) throws IOException {
    Path source = DataFolder.databaseIn(folder);
    if (!Files.exists(source)) {
      throw new IOException("there is no database in " + folder);
    }
    if (Files.exists(file)) {
      throw new IOException(file + " is there already, and is not overwritten");
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    SqliteFile.delete(unfinished);
    PrivateFiles.createFile(unfinished);
    try {
      copyWhole(source, unfinished);
      force(unfinished);
      Files.move(unfinished, file);
      force(file.toAbsolutePath().resolveSibling("."));
    } catch (SQLException failure) {
      throw new IOException("the copy failed: " + failure.getMessage(), failure);
    } finally {
      SqliteFile.delete(unfinished);
    }
  }

  private static void copyWhole(Path source, Path copy) throws SQLException {
    try (Connection from = new SqliteFile(source, Sync.FULL).openToWrite()) {
      try (PreparedStatement statement = from.prepareStatement("VACUUM INTO ?")) {
        statement.setString(1, copy.toString());
        statement.execute();
      }
    }
    try (Connection made = SqliteFile.openPlain(copy)) {
      Identity.restored(made);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
