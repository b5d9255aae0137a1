package dev.belfry.server.store.sql;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Makes files and folders that only the server's own user may read, whatever the umask is. SQLite
/// gives the files beside a database the permissions that the database has. What is there already
/// stays as it is.
final class PrivateFiles {
  private PrivateFiles() {}

  /// Makes a folder, and those that it lies in.
  static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, permissions(folder, "rwx------"));
  }

  /// Makes an empty file where there is none.
  static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, permissions(file, "rw-------"));
    } catch (FileAlreadyExistsException _) {
      // Its permissions are the operator's choice.
    }
  }

  /// None where the file system has no such permissions.
  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
