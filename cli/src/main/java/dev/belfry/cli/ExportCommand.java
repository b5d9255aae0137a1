package dev.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `belfry export notifications`: what users have in their inboxes, as `belfry import` takes it.
@Command(
    name = "export",
    description = {
      "Print what users have in their inboxes.",
      "A line of JSON for each item, as 'belfry import' takes it: user by user, the",
      "newest first, archived ones last.",
      "What came through a feed that users share is printed for each who has it.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  belfry export notifications --token \"$ADMIN_KEY\" > inboxes.jsonl",
      "  belfry export notifications --user 42"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(index = "0", paramLabel = "notifications", description = "What is exported.")
  ImportCommand.Kind kind = ImportCommand.Kind.notifications;

  @Option(names = "--user", paramLabel = "ID", description = "Of this user alone.")
  @Nullable String user;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = {"Go on after a user, where an export was cut off:", "the last one in it."})
  @Nullable String after;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    try (ServerCalls calls = new ServerCalls(server, base)) {
      if (user != null) {
        export(calls, user);
      } else {
        exportAll(calls);
      }
    }
    return 0;
  }

  private void exportAll(ServerCalls calls) throws IOException, InterruptedException {
    String from = after;
    do {
      String query = from == null ? "" : "?after=" + ServerCalls.escaped(from);
      JsonNode page = calls.get("/v1/users" + query);
      for (JsonNode each : page.path("users")) {
        export(calls, each.asString());
      }
      from = page.path("next").asString(null);
    } while (from != null);
  }

  private void export(ServerCalls calls, String whose) throws IOException, InterruptedException {
    for (String state : List.of("inbox", "archived")) {
      String path = "/v1/users/" + ServerCalls.escaped(whose) + "/inbox?limit=100&state=" + state;
      String next = null;
      do {
        JsonNode page =
            calls.get(path + (next == null ? "" : "&after=" + ServerCalls.escaped(next)));
        page.path("items").forEach(item -> print(whose, item));
        next = page.path("next").asString(null);
      } while (next != null);
    }
  }

  private void print(String whose, JsonNode item) {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode line = ((ObjectNode) item).objectNode().put("user", whose);
    out.println(line.setAll((ObjectNode) item));
  }
}
