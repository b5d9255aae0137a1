package dev.belfry.conformance.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A PostgreSQL. It does not wait for the disk: its processes end here, never the machine.
final class PostgresqlServer implements EngineServer {
  private final Path folder;
  private final int port;
  private EmbeddedPostgres server;

  /// @param folder an empty one of its own
  PostgresqlServer(Path folder) throws IOException {
    this.folder = folder;
    this.server = begin(0);
    this.port = server.getPort();
  }

  private EmbeddedPostgres begin(int at) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "120")
            .setServerConfig("shared_buffers", "64MB");
    return (at == 0 ? builder : builder.setPort(at)).start();
  }

  @Override
  public int port() {
    return port;
  }

  /// Its URL at a port, which may be that of something before it.
  static String url(int at) {
    return "postgresql://postgres@127.0.0.1:" + at + "/postgres";
  }

  @Override
  public List<String> flags(int at) {
    return List.of("--store.url=" + url(at));
  }

  @Override
  public void start() throws IOException {
    server.close();
    server = begin(port);
  }

  @Override
  public void stop() throws IOException {
    server.close();
  }

  @Override
  public List<ProcessHandle> processes() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
