package dev.belfry.server.store.sql;

import dev.belfry.server.config.FileReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The folder of a store, held by one server: its lock ends with the process, however it ends.
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "belfry.lock";
  private static final String DATABASE = "belfry.db";

  private final Path folder;
  private final FileChannel held;

  /// Which files the database and its write-ahead log are; null before they are open.
  private @Nullable Object databaseKey;

  private @Nullable Object writeAheadKey;

  private DataFolder(Path folder, FileChannel held) {
    this.folder = folder;
    this.held = held;
  }

  /// Takes the folder, and makes it where it is not there.
  ///
  /// @throws IOException where another server has it, or it can't be written
  static DataFolder take(Path folder) throws IOException {
    try {
      PrivateFiles.createFolders(folder);
      PrivateFiles.createFile(folder.resolve(LOCK));
      return lock(folder);
    } catch (FileSystemException unusable) {
      throw new IOException(
          "the data folder " + named(folder) + " can't be used: " + FileReasons.of(unusable),
          unusable);
    }
  }

  private static DataFolder lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (lock(file) == null) {
        throw new IOException(
            "the data folder " + named(folder) + " is in use by another server" + holder(file));
      }
      file.truncate(0);
      file.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
      PrivateFiles.createFile(databaseIn(folder));
      return new DataFolder(folder, file);
    } catch (IOException failure) {
      file.close();
      throw failure;
    }
  }

  private static Path named(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // held by this very process
    }
  }

  private static String holder(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    file.read(text, 0);
    String process = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    return process.isEmpty() ? "" : " (process " + process + ")";
  }

  Path database() {
    return databaseIn(folder);
  }

  Path lockFile() {
    return folder.resolve(LOCK);
  }

  private Path writeAheadLog() {
    return folder.resolve(DATABASE + "-wal");
  }

  /// The database is open and has been written to: from now on it has to be these files. Its
  /// write-ahead log may be another one after each opening, the database itself not.
  void opened() throws IOException {
    if (databaseKey == null) {
      databaseKey = keyOf(database());
    }
    writeAheadKey = keyOf(writeAheadLog());
  }

  /// Fails where the database's names lead to no file any more, or to others than were opened. What
  /// is written to a file without a name is lost when the process ends, though no write fails.
  ///
  /// @throws IOException in one sentence
  void check() throws IOException {
    checkDatabase();
    check(writeAheadLog(), writeAheadKey);
  }

  /// As `check`, before it is opened again.
  void checkDatabase() throws IOException {
    check(database(), databaseKey);
  }

  private static void check(Path file, @Nullable Object opened) throws IOException {
    Object now;
    try {
      now = keyOf(file);
    } catch (NoSuchFileException _) {
      throw new IOException(file + " has vanished");
    }
    if (!Objects.equals(now, opened)) {
      throw new IOException(file + " was replaced by another file");
    }
  }

  /// Names a file itself, whatever its path; null on systems that can't.
  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  static Path databaseIn(Path folder) {
    return folder.resolve(DATABASE);
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
