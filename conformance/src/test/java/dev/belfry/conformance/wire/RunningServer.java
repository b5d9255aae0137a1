package dev.belfry.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server as its users run it: a process of its own, started from the built jar on a free port of
/// the loopback address, in an empty directory unless it is told another.
public final class RunningServer implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Belfry listens on https?://[^:]+:(\\d+)");

  /// In what `jcmd PID GC.heap_info` says of each generation of the serial collector.
  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured) +total \\d+K, used (\\d+)K");

  /// How Netty begins to tell of a buffer that was collected and not released.
  private static final String LEAK = "LEAK:";

  private static final long START_SECONDS_MAX = 90;
  private static final long STOP_SECONDS_MAX = 30;
  private static final int LINES_MAX = 200;

  private final Process process;
  private final Path directory;
  private final boolean temporary;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Deque<String> lines = new ArrayDeque<>();
  private int leaks;

  private RunningServer(Process process, Path directory, boolean temporary) {
    this.process = process;
    this.directory = directory;
    this.temporary = temporary;
  }

  /// Starts one with flags after `serve`, such as `--limits.handshake=1s`, and waits until it is
  /// ready.
  public static RunningServer start(String... flags) throws IOException {
    return startOn(List.of("-Xmx256m"), flags);
  }

  /// The same on a JVM with options of its own.
  public static RunningServer startOn(List<String> jvmOptions, String... flags) throws IOException {
    Path directory = Files.createTempDirectory("belfry-conformance");
    RunningServer server = launch(command(jvmOptions, flags), directory, Map.of(), true);
    server.awaitReady();
    return server;
  }

  /// The command that starts one from the built jar.
  ///
  /// @param flags as after `serve`
  public static List<String> command(List<String> jvmOptions, String... flags) {
    List<String> command = program(jvmOptions, "serve", "--port", "0");
    command.addAll(Arrays.asList(flags));
    return command;
  }

  /// The command that runs the built jar. Programs of tests are short: the second compiler would
  /// cost more than it wins.
  ///
  /// @param jvmOptions come last, so that they hold
  public static List<String> program(List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(
        List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /// Runs another command of the built jar, such as `token`, and returns what it prints.
  public static String run(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program(List.of(), arguments)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return said.strip();
  }

  /// The `java` that runs the tests.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// Starts one by any command that says where it listens as `belfry serve` does, without waiting
  /// for it.
  ///
  /// @param directory where it runs; it stays when the server is closed
  /// @param environment variables on top of those that are there
  public static RunningServer launch(
      List<String> command, Path directory, Map<String, String> environment) throws IOException {
    return launch(command, directory, environment, false);
  }

  private static RunningServer launch(
      List<String> command, Path directory, Map<String, String> environment, boolean temporary)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    RunningServer server = new RunningServer(process, directory, temporary);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread.ofVirtual().start(server::readLines);
    return server;
  }

  private static Path jar() {
    Path jar = Path.of(System.getProperty("belfry.jar", "../cli/target/belfry.jar"));
    if (!Files.isReadable(jar)) {
      throw new IllegalStateException("no " + jar + ": build it with ./mvnw package -pl cli -am");
    }
    return jar.toAbsolutePath();
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        remember(line);
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          port.complete(Integer.parseInt(ready.group(1)));
        }
      }
    } catch (IOException gone) {
      remember("(output ended: " + gone + ")");
    }
    port.completeExceptionally(new IllegalStateException("the server ended before it was ready"));
  }

  private void remember(String line) {
    synchronized (lines) {
      if (line.contains(LEAK)) {
        leaks++;
      }
      lines.add(line);
      if (lines.size() > LINES_MAX) {
        lines.remove();
      }
    }
  }

  /// Waits until it listens.
  public void awaitReady() {
    try {
      port.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception notReady) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not become ready:\n" + output(), notReady);
    }
  }

  /// How often Netty has said that a buffer was lost, where it looks for such.
  public int leaks() {
    synchronized (lines) {
      return leaks;
    }
  }

  /// The last lines that it printed.
  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  public int port() {
    return port.join();
  }

  /// `http://127.0.0.1:PORT` and a path.
  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /// `ws://127.0.0.1:PORT` and a path.
  public URI webSocket(String path) {
    return URI.create("ws://127.0.0.1:" + port() + path);
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// Its resident memory now, as the kernel counts it. Linux only.
  public long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What its heap holds after a collection; with the serial collector.
  public long liveHeapBytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    String told = jcmd("GC.heap_info");
    Matcher used = USED.matcher(told);
    long bytes = 0;
    while (used.find()) {
      bytes += 1024 * Long.parseLong(used.group(1));
    }
    if (bytes == 0) {
      throw new IOException("no generations of the serial collector: " + told);
    }
    return bytes;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asking =
        new ProcessBuilder(
                tool, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "" + pid(), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(asking.getInputStream().readAllBytes(), UTF_8);
    if (asking.waitFor() != 0) {
      throw new IOException(answer);
    }
    return answer;
  }

  /// Asks it to leave, as an operator does, without waiting.
  public void askToLeave() {
    process.destroy();
  }

  /// Waits until it has left; its exit code.
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still there:\n" + output());
    }
    return process.exitValue();
  }

  /// Ends it in the middle of whatever it does, by SIGKILL, and waits until it is gone.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
    if (!temporary) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
