package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inboxes are moved in and out by `belfry import` and `belfry export`.
class MovingInboxesTest {
  @TempDir Path folder;
  private final Commands commands = new Commands();
  private Belfry server;

  @BeforeEach
  void start() throws IOException {
    server = Belfry.builder().port(0).set("data", folder.resolve("data").toString()).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsImportedIsExportedAgain() throws IOException {
    Path file = lines(1_200);
    assertThat(run("import", "notifications", file.toString())).isZero();
    assertThat(commands.out()).isEqualToIgnoringNewLines("1200 imported, 0 known before");
    assertThat(file.resolveSibling("old.jsonl.progress")).doesNotExist();
    commands.clear();
    assertThat(run("export", "notifications")).isZero();
    List<String> exported = commands.out().lines().toList();
    assertThat(exported).hasSize(1_200);
    assertThat(exported.getFirst()).contains("\"user\":\"u0\"", "\"title\":\"n1196\"");
    assertThat(exported).filteredOn(line -> line.contains("\"read\":true")).hasSize(600);

    Path again = Files.write(folder.resolve("again.jsonl"), exported);
    commands.clear();
    assertThat(run("export", "notifications", "--user", "u3")).isZero();
    assertThat(commands.out().lines()).hasSize(300).allMatch(line -> line.contains("\"u3\""));
    commands.clear();
    assertThat(run("export", "notifications", "--after", "u2")).isZero();
    assertThat(commands.out().lines()).hasSize(300);
    commands.clear();
    assertThat(run("import", "notifications", again.toString())).isZero();
    assertThat(run("import", "notifications", again.toString())).isZero();
    assertThat(commands.out().lines())
        .containsExactly("1200 imported, 0 known before", "0 imported, 1200 known before");
  }

  @Test
  void anImportThatFailedGoesOnWhereItWas() throws IOException {
    Path file = lines(700);
    List<String> good = Files.readAllLines(file);
    List<String> bad = new ArrayList<>(good);
    bad.set(600, "{\"user\":\"u1\",\"title\":\"no time\"}");
    Files.write(file, bad);
    assertThat(run("import", "notifications", file.toString())).isOne();
    assertThat(commands.err()).contains("line 101: an item needs createdAt", "from line 501");
    assertThat(file.resolveSibling("old.jsonl.progress")).hasContent("500");
    Files.write(file, good);
    assertThat(run("import", "notifications", file.toString())).isZero();
    assertThat(commands.out()).isEqualToIgnoringNewLines("200 imported, 0 known before");
  }

  private Path lines(int count) throws IOException {
    List<String> lines =
        IntStream.range(0, count)
            .mapToObj(i ->
                "{\"user\":\"u"
                    + i % 4
                    + "\",\"title\":\"n"
                    + i
                    + "\",\"createdAt\":\"2026-11-01T10:00:00."
                    + String.format("%04d", i)
                    + "Z\",\"read\":"
                    + (i % 2 == 0)
                    + ",\"key\":\""
                    + i
                    + "\"}")
            .toList();
    return Files.write(folder.resolve("old.jsonl"), lines);
  }

  private int run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = server.uri().toString();
    return commands.run(all);
  }
}
