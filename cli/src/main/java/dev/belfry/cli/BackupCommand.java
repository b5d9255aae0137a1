package dev.belfry.cli;

import dev.belfry.server.store.sql.Backup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/// `belfry backup`: copies the database of the durable channels.
@Command(
    name = "backup",
    description = {
      "Copy all that durable channels have stored into one file.",
      "The server may run meanwhile. To restore the copy, put it as belfry.db into an",
      "empty data folder. Positions from before are then answered with a gap, since",
      "what came after the copy is not in it.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "The data folder is found as 'belfry serve' finds it, so give it the same",
      "options.",
      "",
      "Example:",
      "  belfry backup --data /var/lib/belfry belfry-monday.db"
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin ServerOptions options = new ServerOptions();

  @Parameters(
      paramLabel = "FILE",
      description = {"Where to put the copy. A file that is there is not", "overwritten."})
  Path file = Path.of("");

  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.use(
        rest,
        loaded -> {
          Backup.copy(loaded.config().data(), file);
          return 0;
        });
  }
}
