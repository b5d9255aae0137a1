package dev.belfry.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A node in a process of its own, so that it can be killed and stand still.
public final class NodeProcess implements AutoCloseable {
  private static final String PORT = "port ";

  private final Process process;
  private final int port;

  private NodeProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts a node on a free port, and waits until it listens.
  public static NodeProcess start(Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NodeProcess.class.getName());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(PORT)) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {})); // so that it can go on
        return new NodeProcess(process, Integer.parseInt(line.substring(PORT.length())));
      }
    }
    throw new IOException("the node ended before it listened");
  }

  /// The node itself.
  ///
  /// @param arguments settings, `key=value`
  public static void main(String[] arguments) throws Exception {
    Belfry.Builder builder = Belfry.builder().port(0);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      builder.set(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Belfry belfry = builder.start();
    System.out.println(PORT + belfry.port());
    Thread.currentThread().join();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /// Sends it a signal by name: `STOP`.
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /// As kill -9 does.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
