package dev.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String ROW = "%-24s %-16s %-25s %-9s %-7s %s%n";

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Print what the server answers.")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    Map<String, String> headers = server.checkedHeaders();
    server.useAuthority();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/v1/nodes")).timeout(TIMEOUT);
    headers.forEach(request::setHeader);
    HttpResponse<String> response;
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build()) {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException noAnswer) {
      throw server.withAddress(base, noAnswer);
    }
    return response.statusCode() == 200 ? print(response.body()) : failed(response);
  }

  private int print(String body) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(body);
      out.flush();
      return 0;
    }
    JsonNode answer = JsonMapper.shared().readTree(body);
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
    out.flush();
    if (!answer.path("current").asBoolean(true)) {
      Main.complain(
          spec.commandLine().getErr(),
          "the engine does not answer; this is what was known at " + shown(answer, "knownAt"));
    }
    return 0;
  }

  private static String shown(JsonNode object, String member) {
    return ControlCharacters.escaped(object.path(member).asString("?"));
  }

  private int failed(HttpResponse<String> response) {
    String reason = String.valueOf(response.statusCode());
    try {
      JsonNode problem = JsonMapper.shared().readTree(response.body());
      reason += " " + problem.path("detail").asString(problem.path("title").asString(""));
    } catch (JacksonException noProblem) {
      reason += " without a reason that can be read";
    }
    Main.complain(spec.commandLine().getErr(), "refused: " + reason);
    return Main.FAILED;
  }
}
