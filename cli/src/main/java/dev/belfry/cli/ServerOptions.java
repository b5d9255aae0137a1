package dev.belfry.cli;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The configuration as the command line gives it: short flags for the daily keys, and
/// `--section.key=value` for every key there is. What keys there are, the configuration knows.
final class ServerOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = {"Where to listen. Default: 127.0.0.1, this machine", "only"})
  @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "The port. Default: 8000; 0 takes a free one")
  @Nullable String port;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "The configuration file. Default: belfry.yaml in the",
        "working directory, if it is there"
      })
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = {"Where durable channels are stored.", "Default: ./belfry-data"})
  @Nullable String data;

  @Option(names = "--open", description = "Serve all who can reach the address, no tokens.")
  boolean open;

  @Option(
      names = "--dev",
      description = {
        "Let web pages from any port of localhost in; show a",
        "playground at / and the documentation at /docs/."
      })
  boolean dev;

  /// What a command does with the configuration.
  interface Use {
    int of(ConfigOutcome.Loaded loaded) throws IOException, InterruptedException;
  }

  /// Has a command use the configuration; where that is invalid, says why, and fails.
  ///
  /// @param rest the arguments that are no options of the command
  int use(List<String> rest, Use use) throws IOException, InterruptedException {
    return switch (load(rest)) {
      case ConfigOutcome.Loaded loaded -> use.of(loaded);
      case ConfigOutcome.Invalid invalid -> {
        PrintWriter err = spec.commandLine().getErr();
        err.print(ConfigText.render(invalid));
        err.flush();
        yield Main.WRONG_USAGE;
      }
    };
  }

  /// Reads the configuration.
  ///
  /// @param rest the arguments that are no options of the command
  ConfigOutcome load(List<String> rest) {
    return ConfigLoader.load(file(), System.getenv(), flags(rest));
  }

  /// The file to read, where one is named; the configuration knows where else to look.
  Optional<Path> file() {
    return Optional.ofNullable(config);
  }

  /// Keys with their values, in the order given; of a key given twice the last counts.
  ///
  /// @param rest the arguments that are no options of the command
  Map<String, String> flags(List<String> rest) {
    Map<String, String> flags = new LinkedHashMap<>();
    addKeys(rest, flags);
    if (host != null) {
      flags.put("server.host", host);
    }
    if (port != null) {
      flags.put("server.port", port);
    }
    if (data != null) {
      flags.put("data", data);
    }
    if (open) {
      flags.put("server.open", "true");
    }
    if (dev) {
      flags.put("server.dev", "true");
    }
    return flags;
  }

  private void addKeys(List<String> rest, Map<String, String> flags) {
    for (int at = 0; at < rest.size(); at++) {
      String argument = rest.get(at);
      int equals = argument.indexOf('=');
      boolean nextIsValue = equals < 0 && at + 1 < rest.size() && !rest.get(at + 1).startsWith("-");
      if (!isKey(argument) || (equals < 0 && !nextIsValue)) {
        throw new CommandLine.UnmatchedArgumentException(spec.commandLine(), List.of(argument));
      }
      if (equals < 0) {
        at++;
        flags.put(argument.substring(2), rest.get(at));
      } else {
        flags.put(argument.substring(2, equals), argument.substring(equals + 1));
      }
    }
  }

  /// A key has sections, or is given with its value; anything else is a mistyped option.
  private static boolean isKey(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    return name.matches("--[A-Za-z][A-Za-z0-9-]*([.][A-Za-z0-9-]+)*")
        && (equals >= 0 || name.indexOf('.') > 0);
  }
}
