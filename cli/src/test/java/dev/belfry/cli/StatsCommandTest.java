package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `belfry stats` against a server.
class StatsCommandTest {
  private final Commands commands = new Commands();

  @Test
  void theFiguresAreShown() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      String url = belfry.uri().toString();
      assertThat(commands.run("stats", "--url", url)).isZero();
      List<String> lines = commands.out().lines().toList();
      assertThat(lines.getFirst()).matches("node +here, .*");
      assertThat(lines).anyMatch(line -> line.matches("connections +1 \\(0 framed, .*"));
      assertThat(lines).anyMatch(line -> line.matches("heap +[0-9.]+ MiB of [0-9.]+ MiB"));
      assertThat(commands.run("stats", "--json", "--url", url)).isZero();
      assertThat(commands.out()).contains("{\"node\":\"here\"");
    }
  }
}
