package dev.belfry.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry completion`: what has a shell complete commands and options.
@Command(
    name = "completion",
    description = {
      "Print a script by which your shell completes commands.",
      "It completes options and names of files too.",
      "The Debian package has it installed for bash.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "For the shell that you are in:",
      "  source <(belfry completion bash)",
      "",
      "For every new one:",
      "  belfry completion bash > ~/.local/share/bash-completion/completions/belfry",
      "  echo 'source <(belfry completion zsh)' >> ~/.zshrc"
    })
final class CompletionCommand implements Runnable {
  /// A shell. Both take the same script, which has zsh read it as bash does.
  enum Shell {
    bash,
    zsh
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  Shell shell = Shell.bash;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("belfry", Main.commandLine()));
    out.flush();
  }
}
