package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `belfry stats` against a server.
class StatsCommandTest {
  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    return line.execute(arguments);
  }

  @Test
  void theFiguresAreShown() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      String url = belfry.uri().toString();
      assertThat(run("stats", "--url", url)).isZero();
      List<String> lines = out.toString().lines().toList();
      assertThat(lines.getFirst()).matches("node +here, .*");
      assertThat(lines).anyMatch(line -> line.matches("connections +1 \\(0 framed, .*"));
      assertThat(lines).anyMatch(line -> line.matches("heap +[0-9.]+ MiB of [0-9.]+ MiB"));
      assertThat(run("stats", "--json", "--url", url)).isZero();
      assertThat(out.toString()).contains("{\"node\":\"here\"");
    }
  }
}
