package dev.belfry.cli;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.ConnectionBuilder;
import dev.belfry.client.SubscribeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry listen`: prints what comes, over one connection for all channels.
@Command(
    name = "listen",
    description = {
      "Print what is published to channels, one line a message.",
      "A lost connection is made again, and goes on where it was cut. On a terminal",
      "control characters are printed as \\u001b.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  belfry listen orders:42",
      "  belfry listen orders:42 orders:43 --since 10m",
      "  belfry listen alerts --output json | jq .data"
    })
final class ListenCommand implements Callable<Integer> {
  /// How messages are printed.
  enum Output {
    text,
    json
  }

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      arity = "1..*",
      paramLabel = "CHANNEL",
      description = {
        "One channel or several, up to the server's bound,",
        "256 unless it is configured otherwise."
      })
  List<String> channels = List.of();

  @Option(
      names = {"-s", "--since"},
      paramLabel = "WHEN",
      defaultValue = "",
      description = {
        "Begin in the past: a position (k3f9-17), earliest,",
        "a count back (-50) or an age (10m). Default: with",
        "what comes from now on."
      })
  String since = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = {"text: the message alone; json: with channel and", "position. Default: text"})
  Output output = Output.text;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after so many messages. Default: never")
  long count = Long.MAX_VALUE;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--count must be at least 1.");
    }
    URI base = server.checked();
    server.useAuthority();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    MessagePrinter.Form form =
        new MessagePrinter.Form(
            channels.size() > 1, output == Output.json, StandardStream.isTerminal(out));
    MessagePrinter printer = new MessagePrinter(base, form, out, err, count);
    StandardStream.onReaderGone(out, printer::end);
    SubscribeOptions options = SubscribeOptions.since(since);
    ConnectionBuilder connection = BelfryConnection.to(base).onState(printer::onState);
    server.checkedHeaders().forEach(connection::header);
    try (BelfryConnection belfry = connection.open()) {
      for (String channel : new LinkedHashSet<>(channels)) {
        belfry.subscribe(channel, options, printer.listenerOf(channel));
      }
      printer.awaitEnd();
      return printer.hasFailed() ? Main.FAILED : 0;
    }
  }
}
