package dev.belfry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `belfry serve`: runs a server until it is asked to stop.
@Command(
    name = "serve",
    description = {"Run a server.", ""},
    optionListHeading = "%nOptions:%n")
final class ServeCommand implements Callable<Integer> {
  @Mixin ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    return 0;
  }
}
