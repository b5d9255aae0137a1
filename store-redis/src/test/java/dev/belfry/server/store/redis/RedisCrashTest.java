package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.state;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.textOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.RecordedSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Redis that has each write on disk before it answers, killed again and again in the middle of
/// appends.
class RedisCrashTest {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final int ROUNDS = Integer.getInteger("belfry.databaseKills", 4);
  private static final int APPENDS = 300;

  @TempDir Path folder;

  @Test
  void nothingThatWasAcknowledgedIsLostAndEachKillBeginsAnEpoch() throws Exception {
    Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
    try (RedisServerFixture server = RedisServerFixture.onDisk(folder);
        RedisEngine engine = engineOn(server)) {
      engine.start(new RecordedSignals());
      String epochBefore = "";
      for (int round = 0; round < ROUNDS; round++) {
        appendMuch(engine, round, acknowledged);
        await().until(() -> acknowledged.size() > 50);
        server.kill();
        server.begin();
        await().until(() -> isReady(engine));
        String epoch = state(engine, NEWS).epoch().name();
        assertThat(epoch).isNotEqualTo(epochBefore);
        epochBefore = epoch;
        Map<Long, String> kept = new TreeMap<>();
        for (Message message : all(engine, NEWS)) {
          kept.put(message.offset(), textOf(message));
        }
        assertThat(kept).containsAllEntriesOf(acknowledged);
      }
    }
  }

  private static RedisEngine engineOn(RedisServerFixture server) {
    return TestEngines.engine(
        new RedisSettings(server.url(), "test:", Duration.ofSeconds(2), 0, 10));
  }

  private static boolean isReady(RedisEngine engine) throws Exception {
    return engine.ready().toCompletableFuture().get();
  }

  private static void appendMuch(RedisEngine engine, int round, Map<Long, String> acknowledged) {
    for (int i = 0; i < APPENDS; i++) {
      String data = round + "." + i;
      var _ =
          engine
              .append(NEWS, KEPT, text(data))
              .thenAccept(answer -> {
                if (answer instanceof Appending.Kept kept) {
                  acknowledged.put(kept.message().offset(), data);
                }
              });
    }
  }
}
