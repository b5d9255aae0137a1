package dev.belfry.server.store.redis.link;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.ProtocolVersion;
import java.util.stream.IntStream;

/// Makes clients of Redis that do nothing by themselves.
final class Clients {
  private static final int QUEUE_MAX = 20_000;

  private Clients() {}

  static RedisClient of(LinkSettings settings) {
    RedisClient client = RedisClient.create();
    client.setOptions(options(settings));
    return client;
  }

  private static ClientOptions options(LinkSettings settings) {
    SslOptions.Builder tls = SslOptions.builder().handshakeTimeout(settings.timeout());
    settings.trust().ifPresent(file -> tls.trustManager(file.toFile()));
    return ClientOptions.builder()
        .autoReconnect(false)
        .requestQueueSize(QUEUE_MAX)
        .socketOptions(SocketOptions.builder().connectTimeout(settings.timeout()).build())
        .protocolVersion(ProtocolVersion.RESP3)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .sslOptions(tls.build())
        .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
        .build();
  }

  static Masters mastersOf(LinkSettings settings, RedisClient client) {
    RedisUrl url = settings.url();
    ServerPoll poll = new ServerPoll(client, address -> url.informant(address, settings.timeout()));
    return switch (url.form()) {
      case ONE -> Masters.one(url.servers().getFirst(), settings.partitions());
      case SENTINEL ->
          new SentinelMasters(url.servers(), url.masterName(), poll, settings.partitions());
      case CLUSTER ->
          new ClusterMasters(
              url.servers(),
              poll,
              IntStream.range(0, settings.partitions())
                  .map(partition -> SlotHash.getSlot(settings.ownNames().apply(partition)))
                  .toArray());
    };
  }
}
