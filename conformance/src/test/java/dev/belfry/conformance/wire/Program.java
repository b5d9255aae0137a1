package dev.belfry.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A program that is not the server, as its reader starts it, and the lines that it prints.
public final class Program implements AutoCloseable {
  public static final Path EXAMPLES = Path.of("../examples");

  private static final Duration LINE_MAX = Duration.ofMinutes(2);

  private final Process process;
  private final Thread reading;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile boolean killed;

  private Program(Process process) {
    this.process = process;
    this.reading = Thread.ofVirtual().unstarted(this::readLines);
  }

  /// Starts a command.
  ///
  /// @param folder where it runs, from `examples`
  /// @param environment variables on top of those that are there
  public static Program start(String folder, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(EXAMPLES.resolve(folder).toFile());
    builder.environment().putAll(environment);
    return start(builder);
  }

  /// Starts what was prepared; its errors are among its lines.
  public static Program start(ProcessBuilder prepared) throws IOException {
    Program program = new Program(prepared.redirectErrorStream(true).start());
    Runtime.getRuntime().addShutdownHook(new Thread(program::kill));
    program.reading.start();
    return program;
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException gone) {
      if (process.isAlive() && !killed) {
        throw new UncheckedIOException(gone);
      }
    }
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /// What it has printed.
  public String said() {
    return String.join("\n", lines);
  }

  /// The line that it prints first, as soon as it is there.
  public String firstLine() {
    return lineWith("");
  }

  /// The first line with such a text, as soon as it is there.
  ///
  /// @throws AssertionError with what it has printed, where it ended before
  public String lineWith(String text) {
    await().atMost(LINE_MAX).until(() -> has(text) || !reading.isAlive());
    assertThat(has(text)).as(said()).isTrue();
    return lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
  }

  private boolean has(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /// The line that it prints last, once it has ended well.
  public String result() throws InterruptedException {
    assertThat(exit()).as(said()).isZero();
    return lines.getLast();
  }

  /// Its exit code, once it has ended.
  public int exit() throws InterruptedException {
    int code = process.waitFor();
    reading.join();
    return code;
  }

  /// Ends it as Ctrl-C does, and returns the processes that it started and that are still there.
  public List<ProcessHandle> stop() throws InterruptedException {
    List<ProcessHandle> started = process.descendants().toList();
    killed = true;
    process.destroy();
    process.waitFor(60, TimeUnit.SECONDS);
    return started.stream().filter(ProcessHandle::isAlive).toList();
  }

  private void kill() {
    killed = true; // which closes its output at once
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }
}
