package dev.belfry.server.store.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder of a store, held by one server: its lock ends with the process, however it ends.
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "belfry.lock";
  private static final String DATABASE = "belfry.db";

  private final Path folder;
  private final FileChannel lockFile;

  private DataFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /// Takes the folder, and makes it where it is not there.
  ///
  /// @throws IOException where another server has it, or it can't be written
  static DataFolder take(Path folder) throws IOException {
    PrivateFiles.createFolders(folder);
    PrivateFiles.createFile(folder.resolve(LOCK));
    FileChannel file =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (lock(file) == null) {
        throw new IOException(
            "the data folder "
                + folder.toAbsolutePath().normalize()
                + " is in use by another server"
                + holder(file));
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

  static Path databaseIn(Path folder) {
    return folder.resolve(DATABASE);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
