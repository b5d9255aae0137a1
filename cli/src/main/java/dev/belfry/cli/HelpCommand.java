package dev.belfry.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry help COMMAND`: the same as `belfry COMMAND --help`.
@Command(
    name = "help",
    description = {"Explain a command.", ""},
    optionListHeading = "Options:%n")
final class HelpCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Default: all of them.")
  @Nullable String command;

  @Override
  public void run() {
    CommandLine explained = spec.parent().commandLine();
    if (command != null) {
      explained = explained.getSubcommands().get(command);
      if (explained == null) {
        throw new ParameterException(spec.commandLine(), "there is no command " + command);
      }
    }
    explained.usage(spec.commandLine().getOut());
  }
}
