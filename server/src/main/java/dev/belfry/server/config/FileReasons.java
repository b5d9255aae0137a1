package dev.belfry.server.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file or folder can't be used, in words. Java's own message is only the path for the
/// failures that happen most.
public final class FileReasons {
  private FileReasons() {}

  /// The reason alone, where the path was said already; the message where there is no path.
  public static String of(IOException failure) {
    if (!(failure instanceof FileSystemException file) || file.getFile() == null) {
      return String.valueOf(failure.getMessage());
    }
    return switch (file) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or folder";
      case FileAlreadyExistsException _ -> "it is there already, and is no folder";
      case NotDirectoryException _ -> "it is no folder";
      default -> file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
    };
  }

  /// The path and the reason; the message where there is no path.
  public static String withPath(IOException failure) {
    return failure instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + of(failure)
        : of(failure);
  }
}
