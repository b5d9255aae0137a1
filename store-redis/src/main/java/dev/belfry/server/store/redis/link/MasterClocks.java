package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The masters as a start would find them, and their clocks, for those who look before it.
public final class MasterClocks {
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(100);
  private static final int NANOS_OF_MICRO = 1_000;

  private MasterClocks() {}

  /// Finds the masters, and asks each once on a connection of its own.
  ///
  /// @return how far the clock of each is ahead of this machine's, by where it listens
  /// @throws IOException saying which is not there within the time, or can't be used
  public static Map<String, Duration> ahead(LinkSettings settings)
      throws IOException, InterruptedException {
    RedisClient client;
    try {
      client = Clients.of(settings);
    } catch (RuntimeException unusable) { // such as certificates that can't be read
      throw new IOException(Trouble.deepest(unusable), unusable);
    }
    try {
      Map<String, Duration> ahead = new LinkedHashMap<>();
      for (Address master : masters(settings, client).all()) {
        ahead.put(master.toString(), ahead(settings, client, master));
      }
      return ahead;
    } finally {
      var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
    }
  }

  /// Who has which part; sentinels and servers are asked until all parts have a master.
  private static Topology masters(LinkSettings settings, RedisClient client)
      throws IOException, InterruptedException {
    Masters masters = Clients.mastersOf(settings, client);
    long deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
    while (true) {
      Topology found = masters.find();
      if (found != null && !found.masters().contains(null)) {
        return found;
      }
      if (System.nanoTime() > deadlineNanos) {
        String why = masters.trouble();
        throw new IOException(missing(settings.url(), found) + (why.isEmpty() ? "" : "; " + why));
      }
      Thread.sleep(BETWEEN_SEARCHES);
    }
  }

  private static String missing(RedisUrl url, @Nullable Topology found) {
    if (url.form() == RedisUrl.Form.SENTINEL) {
      return "most of the sentinels do not name the same master of " + url.masterName();
    }
    return found == null
        ? "no server of the cluster answers"
        : "a part of the cluster has no master";
  }

  private static Duration ahead(LinkSettings settings, RedisClient client, Address master)
      throws IOException {
    try (var connection =
        client.connect(
            ByteArrayCodec.INSTANCE, settings.url().server(master, settings.timeout()))) {
      RedisCommands<byte[], byte[]> server = connection.sync();
      ServerInfo.read(server).check(settings.url().form());
      Instant before = Instant.now();
      Instant theirs = read(server.time());
      Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
      return Duration.between(middle, theirs);
    } catch (RuntimeException silent) {
      throw new IOException(Trouble.at(master, silent), silent);
    }
  }

  /// The answer to `TIME`: seconds since 1970, and microseconds.
  private static Instant read(List<byte[]> answer) {
    long seconds = Long.parseLong(new String(answer.getFirst(), StandardCharsets.US_ASCII));
    long micros = Long.parseLong(new String(answer.getLast(), StandardCharsets.US_ASCII));
    return Instant.ofEpochSecond(seconds, micros * NANOS_OF_MICRO);
  }
}
