package dev.belfry.conformance.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A folder of `examples` as its readers have it: copied to where nothing else is, and started by
/// its one command.
final class Example implements AutoCloseable {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final String READY = "Open http://localhost:";
  private static final Set<String> MADE =
      Set.of("data", "target", "node_modules", ".venv", "__pycache__");
  private static final long START_SECONDS_MAX = 120;

  private final String name;
  private final Path folder;
  private final int port = FreePort.find();
  private final int serverPort = FreePort.find();
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final StringBuilder said = new StringBuilder();
  private Process process;

  private Example(String name, Path folder) throws IOException {
    this.name = name;
    this.folder = folder;
  }

  /// A copy of the folder `name`, not started yet.
  static Example copied(String name) throws IOException {
    Path folder = Path.of("target", "examples").resolve(name + "-" + ProcessHandle.current().pid());
    delete(folder);
    copy(EXAMPLES.resolve(name), folder);
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
    Path there = EXAMPLES.resolve(name).resolve(installed).toRealPath();
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
    Process running = builder.redirectErrorStream(true).start();
    String output = new String(running.getInputStream().readAllBytes(), UTF_8);
    if (running.waitFor() != 0) {
      throw new IOException(output);
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
    Map<String, String> variables = builder.redirectErrorStream(true).environment();
    variables.put("BELFRY", belfry.toString());
    variables.put("PORT", Integer.toString(port));
    variables.put("BELFRY_PORT", Integer.toString(serverPort));
    variables.putAll(environment);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    Thread.ofVirtual().start(this::readLines);
    try {
      var _ = address.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception notReady) {
      close();
      throw new IllegalStateException(said(), notReady);
    }
    return this;
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        remember(line);
        if (line.contains(READY)) {
          address.complete(URI.create(line.substring(line.indexOf("http")).strip()));
        }
      }
    } catch (IOException itWasEnded) {
      remember("");
    }
    address.completeExceptionally(new IllegalStateException("it ended"));
  }

  /// A page of the application.
  URI at(String path) {
    return address.join().resolve(path);
  }

  /// What it and Belfry printed.
  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  private void remember(String line) {
    synchronized (said) {
      said.append(line).append('\n');
    }
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
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    process.waitFor(60, TimeUnit.SECONDS);
    return all.stream().filter(ProcessHandle::isAlive).toList();
  }

  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    if (process != null) {
      end();
      process.onExit().join();
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
