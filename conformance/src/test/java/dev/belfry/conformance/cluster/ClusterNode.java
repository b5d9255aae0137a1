package dev.belfry.conformance.cluster;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A place in the cluster: the servers that run there, one after another, and their network to the
/// engine.
final class ClusterNode implements AutoCloseable {
  private static final Duration HEALTH_MAX = Duration.ofSeconds(3);

  private final Link link;
  private final List<String> command;
  private final Path directory;
  private volatile RunningServer server;

  /// Starts the first server, without waiting for it.
  ///
  /// @param command what starts a server there
  ClusterNode(Link link, List<String> command, Path directory) throws IOException {
    this.link = link;
    this.command = command;
    this.directory = directory;
    this.server = launch();
  }

  private RunningServer launch() throws IOException {
    return RunningServer.launch(command, directory, Map.of());
  }

  /// The next server, which takes connections when this returns.
  void start() throws IOException {
    server = launch();
    server.awaitReady();
  }

  /// The port of the server that takes connections there, or did last.
  int port() {
    return server.port();
  }

  Link link() {
    return link;
  }

  RunningServer server() {
    return server;
  }

  void suspend() throws IOException {
    EngineServer.signal("STOP", process());
  }

  void resume() throws IOException {
    EngineServer.signal("CONT", process());
  }

  private Stream<ProcessHandle> process() {
    return ProcessHandle.of(server.pid()).stream();
  }

  /// Whether its server says that it is ready.
  boolean ready() {
    try (RawConnection connection = RawConnection.open(port())) {
      connection.patience(HEALTH_MAX);
      connection.get("/health/ready");
      return connection.readHead().status() == 200;
    } catch (IOException notThere) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    server.kill();
    link.close();
  }
}
