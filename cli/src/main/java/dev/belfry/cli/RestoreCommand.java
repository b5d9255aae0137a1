package dev.belfry.cli;

import dev.belfry.server.store.sql.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry restore`: puts a copy of `belfry backup` back.
@Command(
    name = "restore",
    description = {
      "Put a copy that 'belfry backup' made back into the data folder.",
      "Stop the server first. The copy is checked as a whole before anything changes,",
      "and takes the place of the database in one step. Positions from before are then",
      "answered with a gap, since what came after the copy is not in it.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "The data folder is found as 'belfry serve' finds it, so give it the same",
      "options. The files belong to the owner of the folder afterwards.",
      "",
      "Example:",
      "  belfry restore --data /var/lib/belfry --force belfry-monday.db"
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();

  @Parameters(paramLabel = "FILE", description = "The copy. It stays as it is.")
  Path file = Path.of("");

  @Option(
      names = "--force",
      description = {"Replace the database that is in the folder. What is", "in it is lost."})
  boolean force;

  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.use(
        rest,
        loaded -> {
          Path folder = loaded.config().data();
          Restore.Contents contents = Restore.copy(file, folder, force);
          PrintWriter out = spec.commandLine().getOut();
          out.printf(
              "%s has %d channels with %d messages, and inboxes of %d users with %d"
                  + " notifications%n",
              folder,
              contents.channels(),
              contents.messages(),
              contents.users(),
              contents.notifications());
          out.flush();
          return 0;
        });
  }
}
