package dev.belfry.cli;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry config`: what a server started with the same arguments would run with.
@Command(
    name = "config",
    description = {
      "Print the configuration that 'belfry serve' would run with, and where each value came from:",
      "the default, belfry.yaml, the environment (BELFRY_SERVER_PORT=...) or the command line.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Every key is an option too: --server.port=9000. All keys: docs/reference/configuration.md"
    })
final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();
  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() {
    return switch (ConfigLoader.load(options.file(), System.getenv(), options.flags(rest))) {
      case ConfigOutcome.Loaded loaded -> {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ConfigText.render(loaded));
        out.flush();
        yield 0;
      }
      case ConfigOutcome.Invalid invalid -> {
        PrintWriter err = spec.commandLine().getErr();
        err.print(ConfigText.render(invalid));
        err.flush();
        yield Main.WRONG_USAGE;
      }
    };
  }
}
