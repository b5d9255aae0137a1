package dev.belfry.cli;

import dev.belfry.cli.bench.Bench;
import dev.belfry.cli.bench.BenchPlan;
import dev.belfry.cli.bench.Extent;
import dev.belfry.cli.bench.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belfry bench`: reads its options into a plan and runs it.
@Command(
    name = "bench",
    abbreviateSynopsis = true,
    description = {
      "Measure any server that broadcasts by WebSocket or event streams.",
      "It opens connections, publishes to them, counts each delivery and times it.",
      "Ctrl-C ends it early, with what it has measured so far.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  belfry bench --connections 1000 --in-flight 4",
      "  belfry bench ws://localhost:9000 --rate 500 --duration 30s --pid 4711",
      "  belfry bench http://localhost:8000       event streams; publishes by POST",
      "  belfry bench ws://localhost:3000/socket --hello '{\"join\":\"room\"}' \\",
      "      --template '{\"say\":\"%%M\"}'",
      "",
      "Messages are found by a mark in them, so any framing will do. Exit code 1 if one",
      "is missing."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MARK_BYTES = 32;
  private static final int MESSAGES_MAX = 50_000_000;

  /// The two ways to pace messages.
  static final class PaceOptions {
    @Option(
        names = {"-w", "--in-flight"},
        paramLabel = "N",
        description = "Keep so many messages under way. Default: 1")
    @Nullable Integer inFlight;

    @Option(
        names = {"-r", "--rate"},
        paramLabel = "N",
        description = "Publish so many a second, come what may.")
    @Nullable Double rate;
  }

  /// The two ways to end.
  static final class ExtentOptions {
    @Option(
        names = {"-m", "--messages"},
        paramLabel = "N",
        description = "Publish so many; 0 only connects. Default: 1000")
    @Nullable Integer messages;

    @Option(
        names = {"-d", "--duration"},
        paramLabel = "TIME",
        description = "Publish for so long, such as 30s or 2m.")
    @Nullable String duration;
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @CommandLine.Mixin BenchTargets targets = new BenchTargets();

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many listen. Default: ${DEFAULT-VALUE}")
  int connections;

  @CommandLine.ArgGroup @Nullable PaceOptions pace;
  @CommandLine.ArgGroup @Nullable ExtentOptions extent;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Size of a message, from 32. Default: ${DEFAULT-VALUE}")
  int sizeBytes;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "0",
      description = "Messages to publish first, unmeasured. Default: ${DEFAULT-VALUE}")
  int warmupMessages;

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "WebSocket subprotocol to ask for.")
  @Nullable String subprotocol;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "LINE",
      description = {"A further request header, 'Name: value'; may be", "repeated."})
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--hello",
      paramLabel = "FRAME",
      description = {"A frame that each connection sends first; may be", "repeated."})
  List<String> hello = new ArrayList<>();

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      defaultValue = "%M",
      description = {"The message to send, %%M in it where the marked bytes", "go."})
  String template = "%M";

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = {"The server's process, to tell its CPU time and memory", "(Linux)."})
  @Nullable Long pid;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = {
        "End after so long without an answer or a delivery.",
        "Default: ${DEFAULT-VALUE}"
      })
  String patience = "10s";

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchPlan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    AtomicInteger stoppedBy = new AtomicInteger();
    try (Bench bench = new Bench(plan, out, spec.commandLine().getErr())) {
      if (StandardStream.isOfProcess(out)) {
        Signals.onFirst(signal -> {
          stoppedBy.set(signal.exitCode());
          bench.stop();
        });
      }
      boolean complete = bench.run();
      return complete ? 0 : stoppedBy.get() > 0 ? stoppedBy.get() : Main.FAILED;
    }
  }

  /// The options as a plan.
  ///
  /// @throws CommandLine.ParameterException with a sentence for people
  BenchPlan plan() {
    check(connections >= 1, "--connections must be at least 1.");
    check(sizeBytes >= MARK_BYTES && sizeBytes <= 1 << 24, "--size must be from 32 to 16777216.");
    check(
        warmupMessages >= 0 && warmupMessages <= MESSAGES_MAX,
        "--warmup must be from 0 to " + MESSAGES_MAX + ".");
    check(template.contains("%M"), "--template must contain %M.");
    for (String header : headers) {
      check(header.indexOf(':') > 0, "--header must be like 'Name: value', not " + header);
    }
    return new BenchPlan(
        targets.target(),
        targets.publishTarget(),
        connections,
        pace(),
        extent(),
        sizeBytes,
        warmupMessages,
        Optional.ofNullable(subprotocol),
        List.copyOf(headers),
        List.copyOf(hello),
        template,
        pid == null ? OptionalLong.empty() : OptionalLong.of(pid),
        time("--patience", patience));
  }

  private Pace pace() {
    if (pace != null && pace.rate != null) {
      check(pace.rate > 0 && pace.rate <= 1e6, "--rate must be above 0 and at most 1000000.");
      return new Pace.Rate(pace.rate);
    }
    int messages = pace == null || pace.inFlight == null ? 1 : pace.inFlight;
    check(messages >= 1 && messages <= 100_000, "--in-flight must be from 1 to 100000.");
    return new Pace.InFlight(messages);
  }

  private Extent extent() {
    if (extent != null && extent.duration != null) {
      return new Extent.Lasting(time("--duration", extent.duration));
    }
    int messages = extent == null || extent.messages == null ? 1_000 : extent.messages;
    check(
        messages >= 0 && messages <= MESSAGES_MAX,
        "--messages must be from 0 to " + MESSAGES_MAX + ".");
    return new Extent.Messages(messages);
  }

  /// Reads a time such as `500ms`, `30s`, `2m` or `1h`.
  private Duration time(String option, String text) {
    String number = text.replaceAll("[a-z]+$", "");
    check(number.matches("[0-9]{1,6}"), option + " must be like 500ms, 30s or 2m, not " + text);
    long value = Long.parseLong(number);
    return switch (text.substring(number.length())) {
      case "ms" -> Duration.ofMillis(value);
      case "s", "" -> Duration.ofSeconds(value);
      case "m" -> Duration.ofMinutes(value);
      case "h" -> Duration.ofHours(value);
      default -> throw usage(option + " must be like 500ms, 30s or 2m, not " + text);
    };
  }

  private void check(boolean right, String complaint) {
    if (!right) {
      throw usage(complaint);
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
