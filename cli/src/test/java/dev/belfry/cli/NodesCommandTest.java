package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `belfry nodes` against a server.
class NodesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void theNodesAreListed() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      String url = belfry.uri().toString();
      assertThat(run("nodes", "--url", url)).isZero();
      List<String> lines = out.toString().lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).startsWith("NAME ").endsWith(" ADDRESS");
      assertThat(lines.getLast()).startsWith("here* ").contains(" ms ").endsWith(url);
      assertThat(run("nodes", "--json", "--url", url)).isZero();
      assertThat(out.toString()).contains("{\"nodes\":[{\"id\":\"");
    }
  }

  @Test
  void aRefusalIsToldWithItsReason() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.admin.port", "0").start()) {
      assertThat(run("nodes", "--url", belfry.uri().toString())).isEqualTo(1);
      assertThat(err.toString()).startsWith("belfry: refused: 404 ");
      assertThat(run("nodes", "--url", belfry.adminUri().orElseThrow().toString())).isZero();
    }
  }
}
