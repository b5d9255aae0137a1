package dev.belfry.cli;

import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.StoredData;
import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.postgresql.DataImport;
import dev.belfry.server.store.sql.DataExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry migrate`: moves durable channels and inboxes from SQLite to PostgreSQL.
@Command(
    name = "migrate",
    description = {
      "Move durable channels and inboxes from SQLite to PostgreSQL.",
      "All that is stored goes from one server's data folder into a database that",
      "several servers share. Positions, history, idempotency keys, scheduled messages",
      "and notifications, and what users have read are kept: clients resume as if",
      "nothing had happened. At the end it compares all that was moved of inboxes.",
      "Stop the server first, and start the new ones when this is done.",
      "If it is interrupted, run it again: it goes on where it was.",
      "The data folder keeps its data.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Rules for channels say how much history is kept, so give it the configuration of",
      "the new servers.",
      "",
      "Example:",
      "  belfry migrate --from sqlite:/var/lib/belfry --to postgresql://belfry@db/belfry"
    })
final class MigrateCommand implements Callable<Integer> {
  private static final String SQLITE = "sqlite:";
  private static final long LINE_NANOS = 1_000_000_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ServerOptions options = new ServerOptions();

  @Option(
      names = "--from",
      paramLabel = "sqlite:FOLDER",
      description = {"The data folder. Default: that of the configuration"})
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = {
        "The database, such as postgresql://belfry@db/belfry.",
        "Default: store.direct-url or store.url of the",
        "configuration"
      })
  @Nullable String to;

  @Unmatched List<String> rest = new ArrayList<>();

  private long toldNanos = System.nanoTime();
  private String stage = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.use(
        rest,
        loaded -> {
          migrate(loaded.config());
          return 0;
        });
  }

  private void migrate(ServerConfig config) throws IOException {
    EngineUrl target = target(config);
    try (DataExport data = DataExport.open(source(config))) {
      StoredData.Totals totals = data.totals();
      InboxData.Sizes inboxes = data.inboxes().sizes();
      PrintWriter err = spec.commandLine().getErr();
      new DataImport(target, config.channelPolicies(), (what, count) -> tell(err, what, count))
          .run(data, data.inboxes());
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%d channels, %d messages, %d idempotency keys and %d scheduled messages are in %s%n",
          totals.channels(), totals.messages(), totals.keys(), totals.scheduled(), target);
      if (inboxes.users() > 0 || inboxes.notifications() > 0) {
        out.printf(
            "the inboxes of %d users with %d notifications are there too, compared row by row%n",
            inboxes.users(), inboxes.notifications());
      }
      out.flush();
    }
  }

  private Path source(ServerConfig config) {
    if (from == null) {
      return config.data();
    }
    if (!from.startsWith(SQLITE) || from.length() == SQLITE.length()) {
      throw wrong("--from is sqlite:FOLDER, not " + from);
    }
    return Path.of(from.substring(SQLITE.length()));
  }

  private EngineUrl target(ServerConfig config) {
    Optional<EngineUrl> url =
        to == null ? config.store().directUrl().or(config.store()::url) : EngineUrl.parse(to);
    return url.filter(each -> each.scheme().equals("postgresql"))
        .orElseThrow(() ->
            wrong("--to is a URL such as postgresql://belfry@db/belfry, or store.url has one"));
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  /// A line a second, and one for the end of each kind.
  private void tell(PrintWriter err, String what, long count) {
    long nowNanos = System.nanoTime();
    if (what.equals(stage) && nowNanos - toldNanos < LINE_NANOS) {
      return;
    }
    stage = what;
    toldNanos = nowNanos;
    err.println("belfry: " + what + (count == 0 ? "" : ": " + count));
    err.flush();
  }
}
