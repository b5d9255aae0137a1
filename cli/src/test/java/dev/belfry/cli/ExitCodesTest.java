package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A code means the same in every command.
class ExitCodesTest {
  /// Those that wait for a server to come.
  private static final Set<String> PATIENT = Set.of("listen");

  @TempDir Path folder;
  private final Commands commands = new Commands();

  private int run(List<String> arguments) {
    return commands.run(arguments.toArray(String[]::new));
  }

  private static Map<String, CommandLine> all() {
    return Main.commandLine().getSubcommands().entrySet().stream()
        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// A command with its parameters, as far as they have to be there.
  private static List<String> call(String name, CommandLine command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(name));
    for (PositionalParamSpec each : command.getCommandSpec().positionalParameters()) {
      if (each.arity().min() > 0) {
        arguments.add(
            switch (name) {
              case "completion" -> "bash";
              case "import", "export" -> "notifications";
              default -> "x";
            });
      }
    }
    if (name.equals("import")) {
      arguments.set(2, "pom.xml");
    }
    if (name.equals("notify")) {
      arguments.addAll(List.of("--user", "42"));
    }
    if (name.equals("token")) {
      arguments.addAll(List.of("--user", "42"));
    }
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static boolean takes(CommandLine command, String option) {
    return command.getCommandSpec().findOption(option) != null;
  }

  @Test
  void helpIsZeroAndAnUnknownOptionIsTwoInEachCommand() {
    all()
        .forEach((name, command) -> {
          assertThat(run(List.of(name, "--help"))).as(name).isZero();
          assertThat(commands.out()).as(name).contains("Exit codes:");
          assertThat(run(call(name, command, "--no-such-option"))).as(name).isEqualTo(2);
        });
  }

  @Test
  void aServerThatDoesNotAnswerIsOne() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    List<String> asked = new ArrayList<>();
    all()
        .forEach((name, command) -> {
          if (takes(command, "--url") && !PATIENT.contains(name)) {
            asked.add(name);
            assertThat(run(call(name, command, "--url", "http://127.0.0.1:" + free)))
                .as("%s: %s", name, commands.err())
                .isEqualTo(1);
          }
        });
    assertThat(asked).contains("publish", "cancel", "notify", "nodes", "stats", "top", "export");
  }

  @Test
  void aWrongConfigurationIsTwo() throws IOException {
    Path wrong = Files.writeString(folder.resolve("belfry.yaml"), "server: { prot: 1 }\n");
    List<String> asked = new ArrayList<>();
    all()
        .forEach((name, command) -> {
          if (takes(command, "--config")) {
            asked.add(name);
            assertThat(run(call(name, command, "--config", wrong.toString())))
                .as(name)
                .isEqualTo(2);
          }
        });
    assertThat(asked)
        .contains("serve", "config", "doctor", "backup", "restore", "migrate", "token");
  }

  @Test
  void theReferenceHasEachCode() throws IOException {
    String reference = Files.readString(Commands.ROOT.resolve("docs/reference/cli.md"));
    Set<String> listed =
        reference
            .lines()
            .dropWhile(line -> !line.startsWith("## Exit codes"))
            .takeWhile(line -> !line.startsWith("## Variables"))
            .filter(line -> line.matches("\\| \\d.*"))
            .map(line -> line.split("\\|", -1)[1].strip())
            .collect(Collectors.toSet());
    Set<String> codes =
        Set.of("serve", "publish", "doctor").stream()
            .flatMap(name -> ExitCodes.of(name).stream())
            .map(each -> String.valueOf(each.code()))
            .collect(Collectors.toSet());
    codes.add("129, 130, 143");
    assertThat(listed).isEqualTo(codes);
  }
}
