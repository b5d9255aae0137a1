package dev.belfry.conformance.clients;

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

/// A program of the folder `examples`, as its reader starts it, and the lines that it prints.
final class Program implements AutoCloseable {
  static final Path EXAMPLES = Path.of("../examples");

  private final Process process;
  private final Thread reading;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private Program(Process process) {
    this.process = process;
    this.reading = Thread.ofVirtual().unstarted(this::readLines);
  }

  /// @param folder where it runs, from `examples`
  /// @param environment variables on top of those that are there
  static Program start(String folder, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(EXAMPLES.resolve(folder).toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Program program = new Program(builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(program.process::destroyForcibly));
    program.reading.start();
    return program;
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException gone) {
      if (process.isAlive()) {
        throw new UncheckedIOException(gone);
      }
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /// The one that it prints first, as soon as it is there.
  String firstLine() {
    await().atMost(Duration.ofSeconds(60)).until(() -> !lines.isEmpty() || !process.isAlive());
    return lines.getFirst();
  }

  /// The one that it prints last, once it has ended well.
  String result() throws InterruptedException {
    assertThat(exit()).as(lines.toString()).isZero();
    return lines.getLast();
  }

  /// Its exit code, once it has ended.
  int exit() throws InterruptedException {
    int code = process.waitFor();
    reading.join();
    return code;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
