package dev.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `belfry top`: the busiest channels of a node, and its rates, again and again.
@Command(
    name = "top",
    description = {
      "Show the busiest channels of one node and its rates, live.",
      "A terminal shows them in place; a pipe or a terminal that can't move its cursor",
      "gets one table after another.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Rates are those since the table before; the first one comes after an interval.",
      "Where identity is configured it takes an API key with the scope admin; where",
      "server.admin.port is set, --url names that listener.",
      "",
      "Examples:",
      "  belfry top --prefix orders:",
      "  belfry top -n 1 --interval 10 > busiest.txt"
    })
final class TopCommand implements Callable<Integer> {
  private static final double INTERVAL_MAX = 3_600;
  private static final double INTERVAL_MIN = 0.1;
  private static final int ROWS_MAX = 1_000;

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after so many tables. Default: never")
  long count = Long.MAX_VALUE;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Time between two tables. Default: ${DEFAULT-VALUE}")
  double interval = 2;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Channels to show. Default: ${DEFAULT-VALUE}")
  int rows = 20;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Only channels whose names begin so.")
  String prefix = "";

  Map<String, String> environment = System.getenv();

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    URI base = server.checked();
    server.useAuthority();
    PrintWriter out = spec.commandLine().getOut();
    boolean inPlace = StandardStream.isTerminal(out) && canMoveItsCursor();
    StandardStream.onReaderGone(out, () -> Runtime.getRuntime().halt(ExitCodes.DONE));
    try (ServerCalls calls = new ServerCalls(server, base)) {
      TopTable table = new TopTable(rows);
      Sample before = Sample.take(calls, prefix);
      for (long shown = 0; shown < count && !out.checkError(); shown++) {
        Thread.sleep((long) (interval * 1000));
        Sample now = Sample.take(calls, prefix);
        out.print(inPlace ? TopTable.inPlace(table.of(before, now)) : table.of(before, now) + "\n");
        out.flush();
        before = now;
      }
    }
    return ExitCodes.DONE;
  }

  private void check() {
    if (count < 1) {
      throw wrong("--count must be at least 1");
    }
    if (!(interval >= INTERVAL_MIN && interval <= INTERVAL_MAX)) {
      throw wrong("--interval must be 0.1 to 3600 seconds");
    }
    if (rows < 1 || rows > ROWS_MAX) {
      throw wrong("--rows must be 1 to " + ROWS_MAX);
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  private boolean canMoveItsCursor() {
    String terminal = environment.getOrDefault("TERM", "");
    return !terminal.isEmpty() && !terminal.equals("dumb");
  }
}
