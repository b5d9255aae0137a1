package dev.belfry.server.store.redis;

import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/// A real Redis on a free port, without persistence.
final class RedisServerFixture implements AutoCloseable {
  final int port;
  private RedisServer server;

  RedisServerFixture() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server = start();
  }

  private RedisServer start() throws IOException {
    RedisServer started =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .build();
    started.start();
    return started;
  }

  /// Ends the server with all that it has, and starts it again.
  void restart() throws IOException {
    server.stop();
    server = start();
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
