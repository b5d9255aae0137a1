package dev.belfry.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `belfry stats`: the figures of one node.
@Command(
    name = "stats",
    description = {"Show the figures of one node, since its start and now.", ""},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Where identity is configured it takes an API key with the scope admin; where",
      "server.admin.port is set, --url names that listener.",
      "",
      "Example:",
      "  belfry stats",
      "  belfry stats --url http://10.0.0.12:8000 --json"
    })
final class StatsCommand extends NodeReportCommand {
  private static final long UNIT = 1024;

  StatsCommand() {
    super("/v1/stats");
  }

  @Override
  void print(PrintWriter out, JsonNode stats) {
    line(out, "node", shown(stats, "/node") + ", " + shown(stats, "/version"));
    line(out, "started", shown(stats, "/started") + ", " + number(stats, "/uptime") + " s ago");
    line(
        out,
        "connections",
        number(stats, "/connections/open")
            + " ("
            + number(stats, "/connections/framed")
            + " framed, "
            + number(stats, "/connections/websocket")
            + " WebSocket, "
            + number(stats, "/connections/stream")
            + " event stream)");
    line(out, "users", number(stats, "/users"));
    line(out, "subscriptions", number(stats, "/subscriptions"));
    line(out, "channels", number(stats, "/channels"));
    line(out, "publishes", number(stats, "/publishes"));
    line(out, "deliveries", number(stats, "/deliveries"));
    line(out, "bytes", bytes(stats, "/bytes/in") + " in, " + bytes(stats, "/bytes/out") + " out");
    line(out, "refusals", number(stats, "/refusals"));
    line(out, "gaps", number(stats, "/gaps"));
    line(out, "behind", number(stats, "/behind"));
    line(out, "outbox", bytes(stats, "/outbox"));
    line(out, "heap", of(stats, "/memory/heap"));
    line(out, "direct", of(stats, "/memory/direct"));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-14s %s%n", name, value);
  }

  private static String of(JsonNode stats, String path) {
    return bytes(stats, path + "/used") + " of " + bytes(stats, path + "/max");
  }

  private static String shown(JsonNode stats, String path) {
    return ControlCharacters.escaped(stats.at(path).asString("?"));
  }

  private static String number(JsonNode stats, String path) {
    return String.format(Locale.ROOT, "%,d", stats.at(path).asLong(0));
  }

  private static String bytes(JsonNode stats, String path) {
    long bytes = stats.at(path).asLong(0);
    return bytes < UNIT
        ? bytes + " B"
        : bytes < UNIT * UNIT
            ? String.format(Locale.ROOT, "%.1f KiB", (double) bytes / UNIT)
            : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / UNIT / UNIT);
  }
}
