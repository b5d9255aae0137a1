package dev.belfry.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/// What a process of `belfry` ends with. The codes mean the same in every command.
final class ExitCodes {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  /// The JVM's own, by `-XX:+ExitOnOutOfMemoryError`, which the launcher gives a server.
  private static final int NO_MEMORY = 3;

  private static final String SERVER = "serve";

  /// A code, and what it means.
  record Meaning(int code, String text) {}

  private ExitCodes() {}

  /// The codes of a command that runs to its end.
  ///
  /// @param command by its name; that of the whole program for what holds for all of them
  static List<Meaning> of(String command) {
    String failed =
        switch (command) {
          case "doctor" -> "a check failed";
          case SERVER -> "the server could not start";
          default -> "failed; standard error says why";
        };
    Meaning done = new Meaning(DONE, command.equals("doctor") ? "no check failed" : "done");
    Meaning wrong = new Meaning(WRONG_USAGE, "wrong usage, or a wrong configuration");
    return command.equals(SERVER)
        ? List.of(
            done,
            new Meaning(FAILED, failed),
            wrong,
            new Meaning(NO_MEMORY, "Java ran out of memory"))
        : List.of(done, new Meaning(FAILED, failed), wrong);
  }

  /// Has the help of each command list its codes.
  static void explainIn(CommandLine main) {
    explain(main);
    main.getSubcommands().values().forEach(ExitCodes::explainIn);
  }

  private static void explain(CommandLine command) {
    Map<String, String> codes = new LinkedHashMap<>();
    of(command.getCommandName())
        .forEach(each -> codes.put(String.valueOf(each.code()), each.text()));
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(codes);
  }
}
