package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Connections to one server that were opened together: for questions, for appends, for waiting
/// until replicas have what was written (which blocks its connection), and for signals.
record Connections(
    StatefulRedisConnection<byte[], byte[]> commands,
    StatefulRedisConnection<byte[], byte[]> appends,
    StatefulRedisConnection<byte[], byte[]> waits,
    StatefulRedisPubSubConnection<String, byte[]> signals) {
  private static final RedisCodec<String, byte[]> SIGNAL =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /// Opens all of them, or none. Waits for it.
  ///
  /// @param waiting whether replicas are waited for; that connection is left out otherwise
  static Connections open(RedisClient client, RedisURI uri, boolean waiting) {
    var commands = client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    var appends = client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    var waits =
        waiting
            ? client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture()
            : commands;
    var signals = client.connectPubSubAsync(SIGNAL, uri).toCompletableFuture();
    try {
      return new Connections(commands.join(), appends.join(), waits.join(), signals.join());
    } catch (RuntimeException failure) {
      List.of(commands, appends, waits, signals).forEach(Connections::closeOnceOpen);
      throw failure;
    }
  }

  private static void closeOnceOpen(
      CompletableFuture<? extends StatefulConnection<?, ?>> connection) {
    var _ = connection.thenAccept(Connections::close);
  }

  private List<StatefulConnection<?, ?>> all() {
    return List.of(commands, appends, waits, signals);
  }

  boolean open() {
    return all().stream().allMatch(StatefulConnection::isOpen);
  }

  void close() {
    all().forEach(Connections::close);
  }

  private static void close(StatefulConnection<?, ?> connection) {
    if (connection.isOpen()) {
      var _ = connection.closeAsync();
    }
  }
}
