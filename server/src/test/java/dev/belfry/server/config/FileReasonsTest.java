package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FileReasonsTest {
  @Test
  void whatHasOnlyAPathGetsItsReason() {
    assertThat(FileReasons.withPath(new AccessDeniedException("/a")))
        .isEqualTo("/a: permission denied");
    assertThat(FileReasons.of(new NoSuchFileException("/a"))).isEqualTo("no such file or folder");
    assertThat(FileReasons.of(new FileAlreadyExistsException("/a"))).contains("there already");
    assertThat(FileReasons.of(new NotDirectoryException("/a"))).isEqualTo("it is no folder");
    assertThat(FileReasons.of(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(FileReasons.withPath(new IOException("broken"))).isEqualTo("broken");
  }
}
