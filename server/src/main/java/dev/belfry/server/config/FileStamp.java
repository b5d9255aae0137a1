package dev.belfry.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What tells one state of a file from another without reading it. A file that is absent has a
/// stamp too.
///
/// @param inode another where a file was put in the place of this one, whatever its time; null
///   where the file system has none
public record FileStamp(Path file, FileTime modified, long bytes, @Nullable Object inode) {
  private static final long ABSENT_BYTES = -1;

  /// A file that is younger may change once more without looking changed.
  private static final Duration YOUNG = Duration.ofSeconds(2);

  /// The stamp of the file as it is now.
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(file, now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException absent) {
      return new FileStamp(file, FileTime.fromMillis(0), ABSENT_BYTES, null);
    }
  }

  /// Whether the file may have changed once more, since this stamp was taken, without another
  /// stamp.
  ///
  /// @param wallMillis the time now, by the clock that the file system goes by
  public boolean young(long wallMillis) {
    return wallMillis - modified.toMillis() < YOUNG.toMillis();
  }
}
