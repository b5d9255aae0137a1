package dev.belfry.server.config;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
  private static final FileTime TIME = FileTime.fromMillis(1_000_000);

  @TempDir Path folder;
  private Path file;
  private FileStamp before;

  @BeforeEach
  void write() throws Exception {
    file = write("a", "one");
    before = FileStamp.of(file);
  }

  private Path write(String name, String text) throws Exception {
    Path written = Files.writeString(folder.resolve(name), text);
    return Files.setLastModifiedTime(written, TIME);
  }

  @Test
  void aFileThatIsLeftAloneKeepsItsStamp() {
    assertThat(FileStamp.of(file)).isEqualTo(before);
  }

  @Test
  void anotherTimeSizeOrFileInItsPlaceIsAnotherStamp() throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(TIME.toInstant().plusNanos(1_000)));
    assertThat(FileStamp.of(file)).isNotEqualTo(before);
    write("a", "four");
    assertThat(FileStamp.of(file)).isNotEqualTo(before);
    Files.move(write("b", "two"), file, REPLACE_EXISTING);
    assertThat(FileStamp.of(file)).isNotEqualTo(before);
  }

  @Test
  void anAbsentFileIsNoEmptyOne() throws Exception {
    Files.delete(file);
    FileStamp absent = FileStamp.of(file);
    assertThat(absent).isNotEqualTo(before).isEqualTo(FileStamp.of(file));
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertThat(FileStamp.of(file)).isNotEqualTo(absent);
  }

  @Test
  void aFileIsYoungForTwoSeconds() {
    assertThat(before.young(TIME.toMillis() + 1_999)).isTrue();
    assertThat(before.young(TIME.toMillis() + 2_000)).isFalse();
  }
}
