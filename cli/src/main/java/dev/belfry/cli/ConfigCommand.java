package dev.belfry.cli;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ChannelPolicyText;
import dev.belfry.server.config.ConfigText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry config`: what a server started with the same arguments would run with.
@Command(
    name = "config",
    description = {
      "Print the configuration that 'belfry serve' would run with.",
      "Behind each value is where it came from: the default, belfry.yaml, the",
      "environment (BELFRY_SERVER_PORT=...) or the command line.",
      ""
    },
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Every key is an option too: --server.port=9000.",
      "All keys: docs/reference/configuration.md",
      "",
      "Example:",
      "  belfry config --channel orders:42           is it durable, and why"
    })
final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Print only what holds for this channel.")
  @Nullable String channel;

  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ChannelName name = channel == null ? null : nameOf(channel);
    return options.use(
        rest,
        loaded -> {
          PrintWriter out = spec.commandLine().getOut();
          out.print(
              name == null ? ConfigText.render(loaded) : ChannelPolicyText.render(loaded, name));
          out.flush();
          return 0;
        });
  }

  private ChannelName nameOf(String text) {
    return ChannelName.parse(text)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "no channel is called " + text + ": " + ChannelName.FORM));
  }
}
