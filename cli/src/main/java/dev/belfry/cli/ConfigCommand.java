package dev.belfry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `belfry config`: prints the configuration.
@Command(
    name = "config",
    description = {"Print the configuration.", ""},
    optionListHeading = "%nOptions:%n")
final class ConfigCommand implements Callable<Integer> {
  @Mixin ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    return 0;
  }
}
