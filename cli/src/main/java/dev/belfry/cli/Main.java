package dev.belfry.cli;

import dev.belfry.server.config.FileReasons;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `belfry`, the command.
@Command(
    name = "belfry",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Real-time notifications: post once, and all who listen have it within",
      "milliseconds.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "To begin:",
      "  belfry serve                          start a server at http://localhost:8000",
      "  belfry listen orders:42               print what is published to orders:42",
      "  belfry publish orders:42 '{\"n\":1}'    publish to it",
      "",
      "'belfry help COMMAND' explains a command."
    })
public final class Main implements Runnable {
  static final int FAILED = ExitCodes.FAILED;
  static final int WRONG_USAGE = ExitCodes.WRONG_USAGE;

  private static final int HELP_COLUMNS = 80;

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
    commands.put("notify", NotifyCommand::new);
    commands.put("listen", ListenCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("config", ConfigCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("backup", BackupCommand::new);
    commands.put("restore", RestoreCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("migrate", MigrateCommand::new);
    commands.put("nodes", NodesCommand::new);
    commands.put("stats", StatsCommand::new);
    commands.put("top", TopCommand::new);
    commands.put("token", TokenCommand::new);
    commands.put("key", KeyCommand::new);
    commands.put("completion", CompletionCommand::new);
    commands.put("man", ManCommand::new);
    commands.put("train", TrainCommand::new);
    return commands;
  }

  public static void main(String[] arguments) {
    StandardStream out = StandardStream.out();
    StandardStream err = StandardStream.err();
    int exitCode;
    try {
      String[] readable = Arguments.readable(arguments);
      exitCode = commandLineFor(readable).setOut(out).setErr(err).execute(readable);
    } catch (CharacterCodingException notUtf8) {
      complain(err, "an argument is not UTF-8");
      exitCode = WRONG_USAGE;
    }
    out.flush();
    err.flush();
    System.exit(exitCode);
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
    main.addSubcommand("help", new HelpCommand());
    return ready(main);
  }

  private static CommandLine ready(CommandLine main) {
    ExitCodes.explainIn(main);
    return main.setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(HELP_COLUMNS)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
    complain(command.getErr(), reasonOf(failure));
    return FAILED;
  }

  /// What is wrong with the arguments, in two lines: the whole help would hide it.
  private static int explainUsage(ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    boolean noCommand =
        wrong instanceof UnmatchedArgumentException unmatched
            && unmatched.getCommandLine().getParent() == null
            && !unmatched.isUnknownOption();
    complain(
        err,
        noCommand ? "there is no command " + arguments[0] : String.valueOf(wrong.getMessage()));
    var _ = UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println(
        "'" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help' explains.");
    err.flush();
    return WRONG_USAGE;
  }

  /// Tells people on standard error what is the matter.
  static void complain(PrintWriter err, String text) {
    err.println(
        "belfry: " + (StandardStream.isTerminal(err) ? ControlCharacters.escaped(text) : text));
    err.flush();
  }

  /// A failure in words. A file's exception has only its path as the message.
  static String reasonOf(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    return failure instanceof FileSystemException file ? FileReasons.withPath(file) : message;
  }

  /// Without a subcommand the help is the answer, but not what was asked for.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is needed; 'belfry help' lists them");
  }

  /// The version that the build wrote into the jar's manifest.
  static final class Version implements IVersionProvider {
    static String ofBelfry() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {
        "belfry " + ofBelfry(),
        "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
      };
    }
  }
}
