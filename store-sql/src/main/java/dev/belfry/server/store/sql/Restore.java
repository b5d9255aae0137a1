package dev.belfry.server.store.sql;

import dev.belfry.server.config.FileReasons;
import dev.belfry.server.config.Sync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A backup put back as the database of a data folder. The backup is copied and checked beside the
/// database, and takes its place in one step, so the folder has the old one or the new one.
public final class Restore {
  private static final int REASONS_MAX = 3;

  private Restore() {}

  /// What is in the folder now.
  public record Contents(long channels, long messages, long users, long notifications) {}

  /// Restores a backup. Whoever starts a server in the folder next begins a new epoch.
  ///
  /// @param file stays as it is
  /// @param folder is made where it is not there
  /// @param replace whether a database that is there gives way
  /// @throws IOException where the file is no whole database of this version or an older one, a
  ///   server has the folder, there is a database that is not to be replaced, or it fails; then the
  ///   folder is as it was
  public static Contents copy(Path file, Path folder, boolean replace) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    boolean madeEmpty = !Files.exists(DataFolder.databaseIn(folder));
    try (DataFolder taken = DataFolder.take(folder)) {
      Path database = taken.database();
      Path unfinished = database.resolveSibling(database.getFileName() + ".restoring");
      try {
        refuse(file, database, replace);
        Contents contents = checkedCopy(file, unfinished);
        belongTo(folder, unfinished);
        forget(database);
        Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        belongTo(folder, taken.lockFile());
        madeEmpty = false;
        return contents;
      } finally {
        SqliteFile.delete(unfinished);
        if (madeEmpty) {
          Files.deleteIfExists(database);
        }
      }
    }
  }

  private static void refuse(Path file, Path database, boolean replace) throws IOException {
    if (Files.isSameFile(file, database)) {
      throw new IOException(file + " is the database of the data folder itself");
    }
    if (Files.exists(file.resolveSibling(file.getFileName() + "-wal"))) {
      throw new IOException(
          file + " has a write-ahead log beside it, so it is in use and no finished backup");
    }
    if (Files.size(database) > 0 && !replace) {
      throw new IOException(database + " is there already, and is not overwritten without --force");
    }
  }

  private static Contents checkedCopy(Path file, Path copy) throws IOException {
    SqliteFile.delete(copy);
    PrivateFiles.createFile(copy);
    try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      for (long at = 0; at < from.size(); ) {
        at += from.transferTo(at, from.size() - at, to);
      }
    }
    Contents contents;
    try (Connection connection = SqliteFile.openPlain(copy)) {
      contents = check(connection);
      Identity.restored(connection);
    } catch (SQLException unusable) {
      throw new IOException(
          file + " is no whole backup of Belfry: " + unusable.getMessage(), unusable);
    }
    force(copy);
    return contents;
  }

  /// Every page is read, and what the indexes say compared with their tables.
  private static Contents check(Connection connection) throws SQLException {
    StringBuilder wrong = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check(" + REASONS_MAX + ")")) {
      while (row.next()) {
        String reason = row.getString(1);
        if (!reason.equals("ok")) {
          wrong.append(wrong.isEmpty() ? "" : "; ").append(reason.strip().replace("\n", " "));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new SQLException(wrong.toString());
    }
    if (number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'store'") == 0) {
      throw new SQLException("it is a database of something else");
    }
    SqliteSchema.migrate(connection);
    return new Contents(
        number(connection, "SELECT count(*) FROM channel"),
        number(connection, "SELECT count(*) FROM message"),
        number(connection, "SELECT count(*) FROM inbox_person"),
        number(connection, "SELECT count(*) FROM inbox_notification"));
  }

  private static long number(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// Takes away the write-ahead log of the database that gives way: it would be played into the one
  /// that takes its place. What is in it goes into its own database first, so that a machine that
  /// stops between the two steps has lost nothing; where that database is broken, there is nothing
  /// to lose.
  private static void forget(Path database) throws IOException {
    if (Files.size(database) > 0) {
      try (Connection old = new SqliteFile(database, Sync.FULL).openToWrite()) {
        if (number(old, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
          throw new IOException(database + " is in use: is it being backed up?");
        }
      } catch (SQLException broken) {
        // It gives way for that reason.
      }
    }
    SqliteFile.deleteBeside(database);
  }

  /// A restore by root leaves files that the server's user can use.
  private static void belongTo(Path folder, Path file) throws IOException {
    var wanted = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    var given = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (wanted == null || given == null) {
      return;
    }
    PosixFileAttributes owner = wanted.readAttributes();
    if (!owner.owner().equals(given.readAttributes().owner())) {
      try {
        given.setGroup(owner.group());
        given.setOwner(owner.owner());
      } catch (IOException notAllowed) {
        throw new IOException(
            "only root or %s can restore into %s: %s"
                .formatted(owner.owner().getName(), folder, FileReasons.of(notAllowed)),
            notAllowed);
      }
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
