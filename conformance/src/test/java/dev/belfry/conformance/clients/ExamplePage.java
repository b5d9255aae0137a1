package dev.belfry.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A page of the folder `examples` that needs npm, started by the command that its README names.
final class ExamplePage implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;

  private final Process process;
  private final URI address;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final StringBuilder said = new StringBuilder();

  private ExamplePage(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /// Starts one by `npm start`.
  ///
  /// @param server the address of a Belfry server
  static ExamplePage start(String name, URI server) throws Exception {
    int port = FreePort.find();
    return start(
        name, server, port, "start", "--", "--port", Integer.toString(port), "--strictPort");
  }

  /// Starts one that a server renders, by `npm run ssr`.
  static ExamplePage render(String name, URI server) throws Exception {
    return start(name, server, FreePort.find(), "run", "ssr");
  }

  private static ExamplePage start(String name, URI server, int port, String... words)
      throws Exception {
    ProcessBuilder npm = npm(name, server, words);
    npm.environment().put("PORT", Integer.toString(port));
    ExamplePage page = new ExamplePage(npm.start(), URI.create("http://localhost:" + port + "/"));
    Runtime.getRuntime().addShutdownHook(new Thread(page::kill));
    Thread.ofVirtual().start(page::readLines);
    try {
      page.ready.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception notReady) {
      page.close();
      throw new IllegalStateException(page.said(), notReady);
    }
    return page;
  }

  /// Builds the files for production into a folder, by `npm run build`.
  static void build(String name, URI server, Path folder) throws Exception {
    String out = folder.toAbsolutePath().toString();
    Process npm = npm(name, server, "run", "build", "--", "--outDir", out).start();
    String output = new String(npm.getInputStream().readAllBytes(), UTF_8);
    assertThat(npm.waitFor()).as(output).isZero();
  }

  private static ProcessBuilder npm(String name, URI server, String... words) {
    List<String> command = Stream.concat(Stream.of("npm"), Stream.of(words)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("..", "examples", name).toFile())
            .redirectErrorStream(true);
    builder.environment().put("VITE_BELFRY", server.toString());
    return builder;
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (said) {
          said.append(line).append('\n');
        }
        if (line.contains("http://localhost:")) {
          ready.complete(null);
        }
      }
    } catch (IOException gone) {
      ready.completeExceptionally(gone);
    }
    ready.completeExceptionally(new IllegalStateException("it ended"));
  }

  URI address() {
    return address;
  }

  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }
}
