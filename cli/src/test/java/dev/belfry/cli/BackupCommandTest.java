package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.PublishReply;
import dev.belfry.server.Belfry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup of a server that runs.
class BackupCommandTest {
  @TempDir Path folder;
  private final Commands commands = new Commands();

  private Belfry start(Path data) throws IOException {
    return Belfry.builder()
        .port(0)
        .set("data", data.toString())
        .set("channels", "[{\"match\":\"**\",\"durable\":true}]")
        .start();
  }

  @Test
  void aCopyOfARunningServerIsServedElsewhereInAnotherEpoch() throws IOException {
    Path data = folder.resolve("data");
    Path file = folder.resolve("copy.db");
    PublishReply first;
    try (Belfry server = start(data)) {
      first = server.publish("orders", "one");
      assertThat(commands.run("backup", "--data", data.toString(), file.toString())).isZero();
      server.publish("orders", "two");
    }
    Path restored = Files.createDirectory(folder.resolve("restored"));
    Files.copy(file, restored.resolve("belfry.db"));
    try (Belfry server = start(restored)) {
      PublishReply next = server.publish("orders", "other");
      assertThat(next.position().offset()).isEqualTo(first.position().offset() + 1);
      assertThat(next.position().epoch()).isNotEqualTo(first.position().epoch());
    }
  }

  @Test
  void whatAnUnfinishedCopyLeftIsNoPartOfTheNextAndAFailedOneLeavesNothing() throws IOException {
    Path data = folder.resolve("data");
    try (Belfry server = start(data)) {
      server.publish("orders", "one");
    }
    Path copies = Files.createDirectory(folder.resolve("copies"));
    Path file = copies.resolve("copy.db");
    List<String> left = List.of(".unfinished", ".unfinished-journal", ".unfinished-wal");
    for (String beside : left) {
      Files.writeString(copies.resolve("copy.db" + beside), "left by one that was killed");
    }
    assertThat(commands.run("backup", "--data", data.toString(), file.toString())).isZero();
    assertThat(copies).isDirectoryContaining("glob:**/copy.db");
    assertThat(copies.toFile().list()).hasSize(1);
    Files.writeString(data.resolve("belfry.db"), "no database, ".repeat(1000));
    for (String beside : left) {
      Files.writeString(copies.resolve("other.db" + beside), "left");
    }
    Path other = copies.resolve("other.db");
    assertThat(commands.run("backup", "--data", data.toString(), other.toString())).isEqualTo(1);
    assertThat(copies.toFile().list()).containsExactly("copy.db");
  }

  @Test
  void nothingIsOverwrittenAndNothingIsFoundWhereNothingIs() throws IOException {
    Path file = Files.writeString(folder.resolve("there"), "precious");
    assertThat(commands.run("backup", "--data", folder.toString(), file.toString())).isEqualTo(1);
    assertThat(commands.err()).contains("there is no database in");
    assertThat(file).hasContent("precious");
    assertThat(commands.run("backup")).isEqualTo(2);
  }
}
