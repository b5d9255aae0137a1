package dev.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `belfry nodes`: the nodes that serve together, as one of them knows them.
@Command(
    name = "nodes",
    description = {"List the nodes that serve together, as one of them knows them.", ""},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Where identity is configured it takes an API key with the scope admin; where",
      "server.admin.port is set, --url names that listener.",
      "",
      "Example:",
      "  belfry nodes",
      "  belfry nodes --url http://10.0.0.12:8000 --json"
    })
final class NodesCommand implements Callable<Integer> {
  private static final String ROW = "%-24s %-16s %-25s %-9s %-7s %s%n";

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Print what the server answers.")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    try (ServerCalls calls = new ServerCalls(server, base)) {
      print(calls.get("/v1/nodes"));
    }
    return 0;
  }

  private void print(JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
    } else {
      printTable(out, answer);
    }
    out.flush();
  }

  private void printTable(PrintWriter out, JsonNode answer) {
    out.printf(ROW, "NAME", "VERSION", "SINCE", "SESSIONS", "LAG", "ADDRESS");
    for (JsonNode node : answer.path("nodes")) {
      String mark = node.path("own").asBoolean(false) ? "*" : "";
      out.printf(
          ROW,
          shown(node, "name") + mark,
          shown(node, "version"),
          shown(node, "since"),
          shown(node, "sessions"),
          shown(node, "lagMillis") + " ms",
          shown(node, "address"));
    }
    if (!answer.path("current").asBoolean(true)) {
      out.flush();
      Main.complain(
          spec.commandLine().getErr(),
          "the engine does not answer; this is what was known at " + shown(answer, "knownAt"));
    }
  }

  private static String shown(JsonNode object, String member) {
    return ControlCharacters.escaped(object.path(member).asString("?"));
  }
}
