package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.Program;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A page of the folder `examples` that needs npm, started by the command that its README names.
///
/// @param address where it is
record ExamplePage(Program program, URI address) implements AutoCloseable {
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
    ExamplePage page =
        new ExamplePage(Program.start(npm), URI.create("http://localhost:" + port + "/"));
    try {
      page.program.lineWith("http://localhost:");
    } catch (Throwable notReady) {
      page.close();
      throw notReady;
    }
    return page;
  }

  /// Builds the files for production into a folder, by `npm run build`.
  static void build(String name, URI server, Path folder) throws Exception {
    String out = folder.toAbsolutePath().toString();
    try (Program npm = Program.start(npm(name, server, "run", "build", "--", "--outDir", out))) {
      assertThat(npm.exit()).as(npm.said()).isZero();
    }
  }

  private static ProcessBuilder npm(String name, URI server, String... words) {
    List<String> command = Stream.concat(Stream.of("npm"), Stream.of(words)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Program.EXAMPLES.resolve(name).toFile());
    builder.environment().put("VITE_BELFRY", server.toString());
    return builder;
  }

  String said() {
    return program.said();
  }

  @Override
  public void close() {
    program.close();
  }
}
