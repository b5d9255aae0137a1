package dev.belfry.cli;

import dev.belfry.cli.doctor.Doctor;
import dev.belfry.cli.doctor.Finding;
import dev.belfry.cli.doctor.Machine;
import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import dev.belfry.server.config.ServerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `belfry doctor`: whether a machine is fit for a server.
@Command(
    name = "doctor",
    description = {
      "Check this machine, and say what to change for a server on it.",
      "The configuration, Java, memory, file descriptors, the kernel's bounds for",
      "connections, ports, the disk of the data folder, and the clock. It changes",
      "nothing, and may run beside a server.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "The configuration is found as 'belfry serve' finds it, so give it the same",
      "options, and run it as the same user. Descriptors are those of this shell; those",
      "of a service are in its unit.",
      "",
      "Examples:",
      "  belfry doctor --config /etc/belfry/belfry.yaml",
      "  belfry doctor --clock https://push.example.org --json"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final List<String> WEB = List.of("http", "https");
  private static final String LINE = "%-5s %-16s %s%n";

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();

  @Option(
      names = "--clock",
      paramLabel = "URL",
      description = {
        "Compare the clock with that of a web server. With",
        "store.url the database is asked too."
      })
  @Nullable URI clock;

  @Option(names = "--json", description = "Print what was found as JSON.")
  boolean json;

  @Unmatched List<String> rest = new ArrayList<>();

  private Machine machine = Machine.here();
  private Map<String, String> environment = System.getenv();

  @Override
  public Integer call() throws InterruptedException {
    if (clock != null && (clock.getHost() == null || !WEB.contains(clock.getScheme()))) {
      throw new ParameterException(
          spec.commandLine(), "--clock must be like https://push.example.org, not " + clock);
    }
    List<Finding> findings = new ArrayList<>();
    ConfigOutcome outcome = options.load(rest);
    ServerConfig config =
        switch (outcome) {
          case ConfigOutcome.Loaded loaded -> loaded.config();
          case ConfigOutcome.Invalid _ -> ServerConfig.defaults();
        };
    findings.add(ofConfiguration(outcome));
    findings.addAll(
        Doctor.examine(
            machine,
            config,
            environment.getOrDefault("BELFRY_HEAP", ""),
            Optional.ofNullable(clock)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(findings));
    } else {
      findings.forEach(each -> print(out, each));
    }
    out.flush();
    return outcome instanceof ConfigOutcome.Invalid
        ? ExitCodes.WRONG_USAGE
        : count(findings, Finding.Verdict.FAIL) > 0 ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private Finding ofConfiguration(ConfigOutcome outcome) {
    String file =
        ConfigLoader.fileFor(options.file()).map(String::valueOf).orElse("no belfry.yaml here");
    return switch (outcome) {
      case ConfigOutcome.Loaded _ -> Finding.ok("configuration", file);
      case ConfigOutcome.Invalid invalid ->
          Finding.fail(
              "configuration",
              ConfigText.render(invalid).strip().replaceAll("\\s*\n\\s*", " "),
              "the file, the variable or the option that is named; the other checks took defaults");
    };
  }

  private static long count(List<Finding> findings, Finding.Verdict verdict) {
    return findings.stream().filter(each -> each.verdict() == verdict).count();
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf(LINE, word(finding), finding.check(), ControlCharacters.escaped(finding.found()));
    if (!finding.advice().isEmpty()) {
      out.printf(LINE, "", "", "change: " + ControlCharacters.escaped(finding.advice()));
    }
  }

  private static String word(Finding finding) {
    return finding.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode asJson(List<Finding> findings) {
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.put("ok", count(findings, Finding.Verdict.FAIL) == 0);
    ArrayNode checks = whole.putArray("checks");
    for (Finding each : findings) {
      ObjectNode check =
          checks
              .addObject()
              .put("check", each.check())
              .put("verdict", word(each))
              .put("found", each.found());
      if (!each.advice().isEmpty()) {
        check.put("change", each.advice());
      }
    }
    return whole;
  }
}
