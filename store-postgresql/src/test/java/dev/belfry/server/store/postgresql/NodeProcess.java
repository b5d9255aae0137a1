package dev.belfry.server.store.postgresql;

import dev.belfry.server.Belfry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/// A whole server in a process of its own, to be killed.
final class NodeProcess implements AutoCloseable {
  private static final String SAYS = "serves ";

  private final Process process;
  private final URI uri;

  private NodeProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /// Starts one.
  ///
  /// @param folder where it runs
  static NodeProcess start(String databaseUrl, Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                databaseUrl)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(SAYS)) {
        return new NodeProcess(process, URI.create(line.substring(SAYS.length())));
      }
    }
    throw new IOException("the node has ended");
  }

  URI uri() {
    return uri;
  }

  /// By SIGKILL: nothing of it is told that it ends.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /// Serves until it is killed.
  ///
  /// @param arguments the URL of the database
  public static void main(String[] arguments) throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("store.url", arguments[0]).start()) {
      System.out.println(SAYS + belfry.uri());
      Thread.currentThread().join();
    }
  }
}
