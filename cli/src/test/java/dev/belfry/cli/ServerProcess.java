package dev.belfry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `belfry serve` in a process of its own, so that it can be killed.
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Belfry listens on (http://[^:]+:(\\d+))");

  private final Process process;
  private final BufferedReader out;
  private URI address = URI.create("");
  private String saidBefore = "";

  private ServerProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /// Starts one on a free port, in a folder that has its `belfry.yaml`, and waits until it listens.
  ///
  /// @param before what stands before the command: `nohup`
  static ServerProcess start(Path folder, String... before) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(java, "-Xmx128m", "-cp", classes, Main.class.getName(), "serve", "--port", "0"));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    ServerProcess server = new ServerProcess(builder.start());
    server.awaitReady();
    return server;
  }

  private void awaitReady() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        address = URI.create(ready.group(1));
        saidBefore = said.toString();
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {})); // so that it can go on
        return;
      }
    }
    throw new IOException("the server ended before it was ready:\n" + said);
  }

  /// What it said before it listened.
  String said() {
    return saidBefore;
  }

  URI address() {
    return address;
  }

  /// Sends it a signal by name: `TERM`.
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /// Waits for its end.
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /// Ends it in the middle of whatever it does.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
