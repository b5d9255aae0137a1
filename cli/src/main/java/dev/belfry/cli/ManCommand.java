package dev.belfry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `belfry man`, for the packages: writes a manual page for each command.
@Command(name = "man", hidden = true, description = "Write the manual pages.")
final class ManCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Is made where it is not there.")
  Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    write(Main.commandLine());
    return 0;
  }

  private void write(CommandLine command) throws IOException {
    CommandSpec spec = command.getCommandSpec();
    if (spec.usageMessage().hidden() || spec.name().equals("help")) {
      return;
    }
    Files.writeString(folder.resolve(ManPage.nameOf(spec) + ".1"), ManPage.of(spec));
    for (CommandLine each : command.getSubcommands().values()) {
      write(each);
    }
  }
}
