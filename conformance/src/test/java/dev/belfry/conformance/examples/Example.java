package dev.belfry.conformance.examples;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.Program;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A folder of `examples` as its readers have it: copied to where nothing else is, and started by
/// its one command.
final class Example implements AutoCloseable {
  private static final String READY = "Open http://localhost:";
  private static final Set<String> MADE =
      Set.of("data", "target", "node_modules", ".venv", "__pycache__");

  private final String name;
  private final Path folder;
  private final int port = FreePort.find();
  private final int serverPort = FreePort.find();
  private Program program;
  private URI address = URI.create("");

  private Example(String name, Path folder) throws IOException {
    this.name = name;
    this.folder = folder;
  }

  /// A copy of the folder `name`, not started yet.
  static Example copied(String name) throws IOException {
    Path folder = Path.of("target", "examples").resolve(name + "-" + ProcessHandle.current().pid());
    delete(folder);
    copy(Program.EXAMPLES.resolve(name), folder);
    return new Example(name, folder.toAbsolutePath());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.map(from::relativize).filter(Example::isSource).toList()) {
        Path copy = to.resolve(file);
        if (Files.isDirectory(from.resolve(file))) {
          Files.createDirectories(copy);
        } else {
          Files.copy(from.resolve(file), copy);
        }
      }
    }
  }

  /// Nothing that was made there by somebody who has tried it.
  private static boolean isSource(Path file) {
    return StreamSupport.stream(file.spliterator(), false)
        .noneMatch(part -> MADE.contains(part.toString()));
  }

  /// Takes along what the build has installed there, so that starting it installs nothing.
  Example with(String installed) throws IOException {
    Path there = Program.EXAMPLES.resolve(name).resolve(installed).toRealPath();
    Files.createSymbolicLink(folder.resolve(installed), there);
    return this;
  }

  /// A local Maven repository with this project's libraries, made beside it.
  Path libraries() throws IOException {
    return InstalledLibraries.in(folder.resolve("data/repository"));
  }

  /// Runs a command in it on this Java, which must end well.
  void run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try (Program running = Program.start(builder)) {
      if (running.exit() != 0) {
        throw new IOException(running.said());
      }
    }
  }

  /// Replaces some words of a file, as somebody does who makes the example fit.
  void edit(String file, String words, String replacement) throws IOException {
    String text = Files.readString(folder.resolve(file));
    Files.writeString(folder.resolve(file), text.replace(words, replacement));
  }

  /// The port where Belfry will be.
  int serverPort() {
    return serverPort;
  }

  /// Where Belfry will be.
  URI server(String path) {
    return URI.create("http://localhost:" + serverPort + path);
  }

  /// Starts it with these variables, and waits until it says where to look.
  Example start(Map<String, String> environment) throws Exception {
    Path belfry = folder.resolve("belfry");
    String command = String.join(" ", RunningServer.program(List.of("-Xmx256m")));
    Files.writeString(belfry, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    belfry.toFile().setExecutable(true);
    ProcessBuilder builder = new ProcessBuilder("./start").directory(folder.toFile());
    Map<String, String> variables = builder.environment();
    variables.put("BELFRY", belfry.toString());
    variables.put("PORT", Integer.toString(port));
    variables.put("BELFRY_PORT", Integer.toString(serverPort));
    variables.putAll(environment);
    program = Program.start(builder);
    try {
      String line = program.lineWith(READY);
      address = URI.create(line.substring(line.indexOf("http")).strip());
    } catch (Throwable notReady) {
      close();
      throw notReady;
    }
    return this;
  }

  /// A page of the application.
  URI at(String path) {
    return address.resolve(path);
  }

  /// What it and Belfry printed.
  String said() {
    return program.said();
  }

  /// A line of the secrets that it has made.
  String secret(String name) throws IOException {
    return Files.readAllLines(folder.resolve("data/secrets")).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  /// Ends it as Ctrl-C does, and returns the processes that were started and are still there.
  List<ProcessHandle> stop() throws InterruptedException {
    return program.stop();
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
