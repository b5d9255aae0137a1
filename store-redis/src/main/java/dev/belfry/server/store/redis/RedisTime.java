package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.redis.link.LinkSettings;
import dev.belfry.server.store.redis.link.MasterClocks;
import dev.belfry.server.store.redis.link.RedisUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// The time that Redis has, for those who compare clocks.
public final class RedisTime {
  private RedisTime() {}

  /// Asks all servers that a node of this configuration would write to, on connections of its own.
  ///
  /// @return how far the clock of each is ahead of this machine's, by where it listens
  /// @throws IOException saying which does not answer within the time, or can't be used
  /// @throws IllegalArgumentException where the configuration names no Redis
  public static Map<String, Duration> ahead(ServerConfig.Redis redis, Duration timeout)
      throws IOException, InterruptedException {
    String url = redis.url().orElseThrow(() -> new IllegalArgumentException("no redis.url")).text();
    RedisUrl parsed;
    try {
      parsed = RedisUrl.parse(url);
    } catch (IllegalArgumentException unusable) {
      throw new IOException(unusable.getMessage(), unusable);
    }
    String own = UlidCreator.getUlid().toString();
    Keys keys = new Keys(redis.prefix());
    return MasterClocks.ahead(
        new LinkSettings(
            parsed,
            redis.trust(),
            timeout,
            redis.waitReplicas(),
            Keys.PARTITIONS,
            partition -> keys.own(partition, own)));
  }
}
