package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import dev.belfry.server.channel.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on a Redis Cluster.
abstract class NodesOnClusterContract {
  private static final List<String> CHANNELS =
      IntStream.range(0, 12).mapToObj(i -> "news" + i).toList();
  private static final int SLOT_MOVES = Integer.getInteger("belfry.slotMoves", 1);
  private static final Duration READY_RED = Duration.ofSeconds(60);
  private static final Duration FAILED_OVER = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final RedisProcess.Version version;
  private final NodeClient client = new NodeClient();
  private ClusterFixture redis;
  private Belfry first;
  private Belfry second;

  NodesOnClusterContract(RedisProcess.Version version) {
    this.version = version;
  }

  @BeforeEach
  void start() throws Exception {
    redis = new ClusterFixture(version, folder);
    first = node();
    second = node();
    await().until(this::ready);
  }

  private Belfry node() throws Exception {
    return Belfry.builder().port(0).set("redis.url", redis.url()).start();
  }

  private boolean ready() throws Exception {
    return client.ready(first) && client.ready(second);
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    redis.close();
    client.close();
  }

  private static int slotOf(String channel) {
    return ClusterFixture.slotOf("belfry:", new ChannelName(channel));
  }

  /// Every publish that is acknowledged is heard, in the order of the acknowledgements.
  @Test
  void slotsMoveUnderLoadWithoutALossOrAChangeOfOrder() throws Exception {
    Map<String, List<String>> heard = new TreeMap<>();
    for (String channel : CHANNELS) {
      heard.put(channel, client.listen(second, channel));
    }
    Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    AtomicBoolean enough = new AtomicBoolean();
    List<Future<?>> publishers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String channel : CHANNELS) {
        List<String> kept = new CopyOnWriteArrayList<>();
        acknowledged.put(channel, kept);
        publishers.add(threads.submit(() -> publishUntil(enough, channel, kept)));
      }
      try {
        loadWhileSlotsMove(acknowledged, publishers);
      } finally {
        enough.set(true);
      }
    }
    for (Future<?> publisher : publishers) {
      publisher.get(); // fails as it failed
    }
    for (String channel : CHANNELS) {
      List<String> kept = acknowledged.get(channel);
      await().until(() -> heard.get(channel).contains(kept.getLast()));
      assertThat(heard.get(channel)).doesNotHaveDuplicates().containsSubsequence(kept);
    }
    await().until(this::ready);
  }

  /// Ends early where a publisher has failed.
  private void loadWhileSlotsMove(
      Map<String, List<String>> acknowledged, List<Future<?>> publishers) {
    await().until(() -> acknowledged.values().stream().allMatch(kept -> kept.size() > 20));
    moveEach(CHANNELS.subList(0, 8));
    Map<String, Integer> before = new TreeMap<>();
    acknowledged.forEach((channel, kept) -> before.put(channel, kept.size()));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            publishers.stream().anyMatch(Future::isDone)
                || CHANNELS.stream()
                    .allMatch(each -> acknowledged.get(each).size() > before.get(each) + 20));
  }

  private void moveEach(List<String> channels) {
    List<Integer> slots = channels.stream().map(NodesOnClusterContract::slotOf).distinct().toList();
    for (int i = 0; i < SLOT_MOVES; i++) {
      slots.forEach(redis::move);
    }
  }

  private void publishUntil(AtomicBoolean enough, String channel, List<String> kept) {
    for (int i = 0; !enough.get(); i++) {
      String text = channel + " " + i;
      try {
        first.publish(channel, text);
        kept.add(text);
      } catch (IllegalStateException unavailable) {
        assertThat(unavailable).hasMessageContaining("can't be reached");
      }
    }
  }

  @Test
  void aMasterThatFailsOverTellsNobodyWhereNothingWasLost() throws Exception {
    List<String> ofFirst = new ArrayList<>();
    for (String channel : CHANNELS) {
      if (redis.masterOf(slotOf(channel)) == redis.masters.getFirst()) {
        ofFirst.add(channel);
      }
    }
    String channel = ofFirst.getFirst();
    List<String> heard = client.listen(second, channel);
    assertThat(client.publish(first, channel, "before")).isEqualTo(201);
    await().until(() -> heard.contains("before"));
    redis.replicated();
    redis.masters.getFirst().kill();
    assertThat(client.publish(first, channel, "meanwhile")).isEqualTo(503);
    await().atMost(READY_RED).until(() -> !client.ready(first) && !client.ready(second));
    await().atMost(FAILED_OVER).until(this::ready);
    assertThat(client.publish(first, channel, "after")).isEqualTo(201);
    await().until(() -> heard.contains("after"));
    assertThat(heard).containsExactly("before", "after");
  }
}
