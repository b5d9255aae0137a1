package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.ThreadLoop;
import dev.belfry.server.store.shared.SharedBounds;
import dev.belfry.server.store.shared.SharedLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes on one Redis.
class SharedRedisTest {
  private static final ChannelName NEWS = new ChannelName("news/42:ü");

  private RedisServerFixture server;
  private Node first;
  private Node second;

  @BeforeEach
  void start() throws IOException {
    server = new RedisServerFixture();
    first = new Node(server.url());
    second = new Node(server.url());
    await().until(() -> first.ready() && second.ready());
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    second.close();
    server.close();
  }

  @Test
  void whatOneNodeAppendsAllNodesHearInOneOrder() {
    Heard atFirst = first.listen(NEWS);
    Heard atSecond = second.listen(NEWS);
    List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      outcomes.add((i % 3 == 0 ? first : second).append(NEWS, "m" + i));
    }
    outcomes.forEach(
        outcome -> assertThat(outcome.join()).isInstanceOf(AppendOutcome.Appended.class));
    await().until(() -> atFirst.texts.size() == 500 && atSecond.texts.size() == 500);
    assertThat(atFirst.texts).isEqualTo(atSecond.texts).doesNotHaveDuplicates();
  }

  @Test
  void aNodeWhoseServerComesBackEmptyGoesOnInANewEpoch() throws Exception {
    Heard heard = first.listen(NEWS);
    Position before = ((AppendOutcome.Appended) first.append(NEWS, "a").join()).position();
    await().until(() -> heard.texts.contains("a"));
    server.restart();
    await().until(() -> first.ready() && second.ready());
    Position after = ((AppendOutcome.Appended) second.append(NEWS, "b").join()).position();
    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    await().until(() -> heard.texts.contains("b"));
    assertThat(heard.epochs.get()).isPositive();
  }

  /// A node without sockets.
  private static final class Node implements AutoCloseable {
    private final ThreadLoop owner = new ThreadLoop("owner");
    private final ThreadLoop loop = new ThreadLoop("loop");
    private final SharedLogs logs;

    Node(String url) {
      var settings = new RedisSettings(url, "test:", Duration.ofSeconds(2), 0, 1_000);
      var policies = ServerConfig.defaults().channelPolicies();
      var engine =
          new RedisEngine(
              settings,
              policies,
              Duration.ofHours(1),
              Clock.system(),
              RandomGenerator.of("L64X128MixRandom"));
      logs =
          new SharedLogs(
              engine,
              owner,
              policies,
              new SharedBounds(1 << 20, 1 << 24, Duration.ofSeconds(10)),
              Clock.system());
      logs.start();
    }

    boolean ready() {
      CompletableFuture<Boolean> ready = new CompletableFuture<>();
      logs.ready(loop, ready::complete);
      return ready.orTimeout(3, TimeUnit.SECONDS).join();
    }

    CompletableFuture<AppendOutcome> append(ChannelName channel, String text) {
      CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();
      Draft draft = Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null);
      logs.append(channel, draft, loop, outcome::complete);
      return outcome;
    }

    Heard listen(ChannelName channel) {
      Heard heard = new Heard(loop);
      logs.register(channel, heard);
      await().until(() -> heard.log != null);
      return heard;
    }

    @Override
    public void close() {
      logs.close(() -> {});
      owner.close();
      loop.close();
    }
  }

  /// A loop that listens, and reads what comes from the tail.
  private static final class Heard implements HeadListener {
    private final Loop loop;
    final List<String> texts = new CopyOnWriteArrayList<>();
    final AtomicInteger epochs = new AtomicInteger();
    private volatile ChannelLog log;
    private volatile long delivered;

    Heard(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void registered(ChannelLog registered, long head) {
      delivered = head;
      log = registered;
    }

    @Override
    public void renewed(ChannelLog renewed) {
      var _ = epochs.incrementAndGet();
      delivered = renewed.resume(new Position(log.epoch(), delivered)).cursor();
      log = renewed;
      deliver();
    }

    @Override
    public void refused(Unavailable why) {
      throw new AssertionError(why.reason());
    }

    @Override
    public void advanced() {
      loop.execute(this::deliver);
    }

    @Override
    public long delivered() {
      return delivered;
    }

    @Override
    public void deliver() {
      ChannelLog from = log;
      while (from != null && delivered < from.head()) {
        if (from.tail(delivered, from.head(), 1 << 20)
            instanceof Replay.Batch(List<Message> run, long through)) {
          run.forEach(message -> texts.add(new String(message.data(), StandardCharsets.UTF_8)));
          delivered = through;
        } else {
          delivered = from.head();
        }
      }
    }
  }
}
