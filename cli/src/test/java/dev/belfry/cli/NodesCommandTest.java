package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `belfry nodes` against a server.
class NodesCommandTest {
  private final Commands commands = new Commands();

  @Test
  void theNodesAreListed() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      String url = belfry.uri().toString();
      assertThat(commands.run("nodes", "--url", url)).isZero();
      List<String> lines = commands.out().lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).startsWith("NAME ").endsWith(" ADDRESS");
      assertThat(lines.getLast()).startsWith("here* ").contains(" ms ").endsWith(url);
      assertThat(commands.run("nodes", "--json", "--url", url)).isZero();
      assertThat(commands.out()).contains("{\"nodes\":[{\"id\":\"");
    }
  }

  @Test
  void aRefusalIsToldWithItsReason() throws IOException {
    try (Belfry belfry = Belfry.builder().port(0).set("server.admin.port", "0").start()) {
      assertThat(commands.run("nodes", "--url", belfry.uri().toString())).isEqualTo(1);
      assertThat(commands.err()).startsWith("belfry: refused: 404 ");
      assertThat(commands.run("nodes", "--url", belfry.adminUri().orElseThrow().toString()))
          .isZero();
    }
  }
}
