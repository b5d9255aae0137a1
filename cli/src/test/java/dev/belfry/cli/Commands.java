package dev.belfry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/// Commands that are run in this process, one after the other, and what they print.
final class Commands {
  /// The folder of the project.
  static final Path ROOT =
      Path.of(System.getProperty("belfry.root", "..")).toAbsolutePath().normalize();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// Runs one; returns its exit code.
  int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  /// Forgets what they have printed.
  void clear() {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
