package dev.belfry.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belfry`, the command.
@Command(
    name = "belfry",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Real-time notifications: post once, and everyone who listens has it within milliseconds.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "To begin:",
      "  belfry serve                           start a server at http://localhost:8000",
      "  belfry listen orders:42                print what is published to the channel orders:42",
      "  belfry publish orders:42 '{\"n\":1}'     publish to it",
      "",
      "'belfry COMMAND --help' explains a command. Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  boolean version;

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand::new);
    commands.put("publish", PublishCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("listen", ListenCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("config", ConfigCommand::new);
    commands.put("backup", BackupCommand::new);
    commands.put("train", TrainCommand::new);
    return commands;
  }

  public static void main(String[] arguments) {
    System.exit(commandLineFor(arguments).execute(arguments));
  }

  /// The command line, with no more of it than the arguments need: reading what all commands take
  /// costs a tenth of a second, which a server that starts can do without.
  private static CommandLine commandLineFor(String[] arguments) {
    CommandLine main = new CommandLine(new Main());
    String first = arguments.length == 0 ? "" : arguments[0];
    Supplier<Object> only = COMMANDS.get(first);
    return only == null ? commandLine() : ready(main.addSubcommand(first, only.get()));
  }

  /// The command line, ready to execute; tests give it writers of their own.
  static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    COMMANDS.forEach((name, command) -> main.addSubcommand(name, command.get()));
    return ready(main);
  }

  private static CommandLine ready(CommandLine main) {
    return main.setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
    PrintWriter err = command.getErr();
    String message = failure.getMessage();
    err.println(
        "belfry: "
            + (message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message));
    err.flush();
    return FAILED;
  }

  /// Without a subcommand the help is the answer, but not what was asked for.
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is needed.");
  }

  /// The version that the build wrote into the jar's manifest.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "belfry " + (version == null ? "(not packaged)" : version),
        "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
      };
    }
  }
}
