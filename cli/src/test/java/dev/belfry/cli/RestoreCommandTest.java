package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.PublishReply;
import dev.belfry.server.Belfry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup put back.
class RestoreCommandTest {
  @TempDir Path folder;
  private final Commands commands = new Commands();
  private Path data = Path.of("");
  private Path backup = Path.of("");
  private String epoch = "";

  private static Belfry start(Path data) throws IOException {
    return Belfry.builder()
        .port(0)
        .set("data", data.toString())
        .set("channels", "[{\"match\":\"**\",\"durable\":true}]")
        .start();
  }

  private int restore(Path file, String... more) {
    String[] arguments =
        Arrays.copyOf(new String[] {"restore", "--data", data.toString()}, 4 + more.length);
    arguments[3] = file.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return commands.run(arguments);
  }

  @BeforeEach
  void backUp() throws IOException {
    data = folder.resolve("data");
    backup = folder.resolve("copy.db");
    try (Belfry server = start(data)) {
      epoch = server.publish("orders", "one").position().epoch();
      assertThat(commands.run("backup", "--data", data.toString(), backup.toString())).isZero();
      server.publish("orders", "lost by the restore");
    }
  }

  private PublishReply published() throws IOException {
    try (Belfry server = start(data)) {
      return server.publish("orders", "next");
    }
  }

  @Test
  void anEmptyFolderIsFilledAndTheServerGoesOnInANewEpoch() throws IOException {
    data = folder.resolve("made");
    assertThat(restore(backup)).isZero();
    assertThat(commands.out()).contains("1 channels with 1 messages");
    assertThat(Files.getPosixFilePermissions(data.resolve("belfry.db")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    PublishReply next = published();
    assertThat(next.position().offset()).isEqualTo(2);
    assertThat(next.position().epoch()).isNotEqualTo(epoch);
    assertThat(backup).as("the copy stays").exists();
  }

  @Test
  void aDatabaseIsReplacedOnlyByForce() throws IOException {
    byte[] before = Files.readAllBytes(data.resolve("belfry.db"));
    assertThat(restore(backup)).isEqualTo(1);
    assertThat(commands.err()).contains("not overwritten without --force");
    assertThat(Files.readAllBytes(data.resolve("belfry.db"))).isEqualTo(before);
    assertThat(restore(backup, "--force")).isZero();
    assertThat(published().position().offset()).isEqualTo(2);
  }

  @Test
  void whatTheOldDatabaseHadInItsLogIsNotPlayedIntoTheNewOne() throws Exception {
    try (Belfry server = start(data)) {
      server.publish("orders", "in the log");
      Path log = data.resolve("belfry.db-wal");
      assertThat(log).isNotEmptyFile();
      Files.copy(log, folder.resolve("log"));
      Files.copy(data.resolve("belfry.db"), folder.resolve("old"));
    }
    Files.copy(folder.resolve("log"), data.resolve("belfry.db-wal"));
    Files.delete(data.resolve("belfry.db"));
    Files.copy(folder.resolve("old"), data.resolve("belfry.db"));
    assertThat(restore(backup, "--force")).isZero();
    assertThat(data.resolve("belfry.db-wal")).doesNotExist();
    assertThat(published().position().offset()).isEqualTo(2);
  }

  @Test
  void aBrokenDatabaseGivesWayToo() throws IOException {
    Files.writeString(data.resolve("belfry.db"), "no database, ".repeat(1000));
    Files.writeString(data.resolve("belfry.db-wal"), "no log");
    assertThat(restore(backup, "--force")).isZero();
    assertThat(published().position().offset()).isEqualTo(2);
  }

  @Test
  void aServerThatHasTheFolderKeepsIt() throws IOException {
    try (Belfry server = start(data)) {
      assertThat(restore(backup, "--force")).isEqualTo(1);
      assertThat(commands.err()).contains("in use by another server");
      assertThat(server.publish("orders", "still").position().offset()).isEqualTo(3);
    }
  }

  @Test
  void whatIsNoWholeBackupChangesNothing() throws IOException {
    byte[] before = Files.readAllBytes(data.resolve("belfry.db"));
    Path text = Files.writeString(folder.resolve("text"), "no database, ".repeat(1000));
    Path empty = Files.createFile(folder.resolve("empty"));
    byte[] whole = Files.readAllBytes(backup);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));
    Path scratched = Files.write(folder.resolve("scratched"), whole);
    byte[] garbage = new byte[whole.length / 2];
    Arrays.fill(garbage, (byte) 0x5a);
    try (var channel = Files.newByteChannel(scratched, StandardOpenOption.WRITE)) {
      channel.position(8192);
      channel.write(java.nio.ByteBuffer.wrap(garbage));
    }
    for (Path file : new Path[] {text, empty, cut, scratched}) {
      assertThat(restore(file, "--force")).as("%s", file).isEqualTo(1);
      assertThat(commands.err()).contains(file + " is no whole backup of Belfry: ");
    }
    assertThat(restore(folder.resolve("missing"), "--force")).isEqualTo(1);
    assertThat(Files.readAllBytes(data.resolve("belfry.db"))).isEqualTo(before);
    data = folder.resolve("other");
    assertThat(restore(text)).isEqualTo(1);
    assertThat(data.toFile().list()).as("nothing is left").containsExactly("belfry.lock");
  }

  @Test
  void aDatabaseInUseIsNoBackup() throws IOException {
    Path other = folder.resolve("other");
    try (Belfry server = start(other)) {
      server.publish("orders", "one");
      assertThat(restore(other.resolve("belfry.db"), "--force")).isEqualTo(1);
    }
    assertThat(commands.err()).contains("no finished backup");
    assertThat(restore(data.resolve("belfry.db"), "--force")).isEqualTo(1);
  }
}
