package dev.belfry.server.store.redis;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// A real Redis on a free port.
final class RedisServerFixture implements AutoCloseable {
  final int port;
  private final List<String> persistence;
  private @Nullable RedisServer server;

  /// One that has nothing once it ends.
  RedisServerFixture() throws IOException {
    this(List.of("save \"\""));
  }

  private RedisServerFixture(List<String> persistence) throws IOException {
    this.persistence = persistence;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    begin();
  }

  /// One that has each write on disk before it answers.
  ///
  /// @param folder of its own
  static RedisServerFixture onDisk(Path folder) throws IOException {
    return new RedisServerFixture(
        List.of("dir " + folder, "save \"\"", "appendonly yes", "appendfsync always"));
  }

  /// Starts it, with what it has on disk.
  void begin() throws IOException {
    RedisServerBuilder builder = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1");
    persistence.forEach(builder::setting);
    server = builder.build();
    server.start();
  }

  /// Ends it.
  void stop() throws IOException {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  /// Kills its process.
  void kill() throws Exception {
    signal("-KILL");
    stop();
  }

  void restart() throws IOException {
    stop();
    begin();
  }

  /// Stops its process, which keeps its sockets.
  void standStill() throws Exception {
    signal("-STOP");
  }

  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", name, Long.toString(pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("kill " + name + " failed");
    }
  }

  /// The child of this process that listens on the port.
  private long pid() throws IOException {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    for (ProcessHandle child : children) {
      String command = Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"));
      if (command.contains(":" + port) || command.contains(Integer.toString(port))) {
        return child.pid();
      }
    }
    throw new IllegalStateException("no Redis on port " + port);
  }

  /// As when a replica takes over: the same data under a new replication id.
  void promote() {
    try (RedisClient client = RedisClient.create(url());
        var connection = client.connect()) {
      connection.sync().replicaof("127.0.0.1", 1);
      connection.sync().replicaofNoOne();
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
