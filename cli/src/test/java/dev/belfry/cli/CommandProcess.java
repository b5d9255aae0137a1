package dev.belfry.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `belfry` in a process of its own, as `java -jar` would start it.
///
/// @param code the exit code
record CommandProcess(int code, String out, String err) {

  /// Prepares one; nothing of this process's environment but `environment` is passed on. It hears
  /// signals also where a shell that runs all this in the background has them ignored.
  static ProcessBuilder builder(Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /// Runs one to its end. What it says must fit into pipes.
  static CommandProcess run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return finish(builder(folder, environment, arguments).start(), new byte[0]);
  }

  /// Gives a process its input and waits for its end.
  static CommandProcess finish(Process process, byte[] input)
      throws IOException, InterruptedException {
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandProcess(process.waitFor(), out, err);
  }
}
