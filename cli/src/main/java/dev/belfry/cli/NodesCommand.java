package dev.belfry.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
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
final class NodesCommand extends NodeReportCommand {
  private static final String ROW = "%-24s %-16s %-25s %-9s %-7s %s%n";

  NodesCommand() {
    super("/v1/nodes");
  }

  @Override
  void print(PrintWriter out, JsonNode answer) {
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
