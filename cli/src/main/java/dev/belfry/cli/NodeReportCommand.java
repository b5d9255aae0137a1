package dev.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A command that asks a node for what it knows, and shows it for people or as it was answered.
abstract class NodeReportCommand implements Callable<Integer> {
  private final String path;

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Print what the server answers.")
  boolean json;

  /// @param path what the node is asked for
  NodeReportCommand(String path) {
    this.path = path;
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    try (ServerCalls calls = new ServerCalls(server, base)) {
      print(calls.get(path));
    }
    return 0;
  }

  private void print(JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
    } else {
      print(out, answer);
    }
    out.flush();
  }

  /// Prints it for people.
  abstract void print(PrintWriter out, JsonNode answer);
}
