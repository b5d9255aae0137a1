package dev.belfry.conformance.cluster;

import dev.belfry.conformance.wire.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// A Redis.
final class RedisProcess implements EngineServer {
  private final int port;
  private final List<String> settings;
  private final List<ProcessHandle> processes = new ArrayList<>();
  private RedisServer server;

  private RedisProcess(List<String> settings) throws IOException {
    this.port = FreePort.find();
    this.settings = settings;
    this.server = begin();
  }

  /// One that has each write on disk before it answers.
  ///
  /// @param folder of its own
  static RedisProcess onDisk(Path folder) throws IOException {
    return new RedisProcess(
        List.of("dir " + folder, "save \"\"", "appendonly yes", "appendfsync always"));
  }

  /// One that has nothing once it ends.
  static RedisProcess forgetful() throws IOException {
    return new RedisProcess(List.of("save \"\""));
  }

  private RedisServer begin() throws IOException {
    RedisServerBuilder builder = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1");
    settings.forEach(builder::setting);
    RedisServer next = builder.build();
    Set<ProcessHandle> before = children().collect(Collectors.toSet());
    next.start();
    processes.clear();
    children().filter(child -> !before.contains(child)).forEach(processes::add);
    return next;
  }

  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current().children();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public List<String> flags(int at) {
    return List.of("--redis.url=redis://127.0.0.1:" + at);
  }

  @Override
  public void start() throws IOException {
    server.stop();
    server = begin();
  }

  @Override
  public void stop() throws IOException {
    server.stop();
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.copyOf(processes);
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
