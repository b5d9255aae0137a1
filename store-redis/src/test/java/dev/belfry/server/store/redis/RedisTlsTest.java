package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.read;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.LogLines;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.shared.RecordedSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Redis Cluster, and a master that sentinels watch, whose servers and sentinels speak TLS alone,
/// with a certificate for a host name that they say of themselves.
class RedisTlsTest {
  private static final Duration FAILED_OVER = Duration.ofSeconds(60);

  @TempDir Path folder;
  private RedisTls tls;
  private final RecordedSignals heard = new RecordedSignals();
  private final List<RedisEngine> opened = new ArrayList<>();

  @BeforeEach
  void makeCertificate() throws Exception {
    tls = RedisTls.of(folder.resolve("own"), "dns:localhost");
  }

  @AfterEach
  void closeAll() {
    opened.forEach(RedisEngine::close);
  }

  private RedisEngine engine(String url, Path trusted, RecordedSignals to) {
    RedisEngine engine =
        TestEngines.engine(
            new RedisSettings(url, "belfry:", Duration.ofSeconds(2), 0, 10, Optional.of(trusted)));
    opened.add(engine);
    engine.start(to);
    return engine;
  }

  private RedisEngine reached(String url, RecordedSignals to) {
    RedisEngine engine = engine(url, tls.certificate(), to);
    await().until(() -> answer(engine.ready()));
    return engine;
  }

  private void heardOf(RedisEngine by, String what) {
    long offset = append(by, NEWS, text(what)).message().offset();
    await().until(() -> heard.head(NEWS) >= offset);
  }

  /// While a new master takes over, nothing is acknowledged.
  private void appendOnceItGoes(RedisEngine by, String what) {
    await()
        .atMost(FAILED_OVER)
        .until(() -> {
          try {
            by.append(NEWS, KEPT, text(what)).toCompletableFuture().join();
            return true;
          } catch (CompletionException away) {
            return false;
          }
        });
  }

  @Test
  void aClusterMovesSlotsAndFailsOver() throws Exception {
    try (ClusterFixture redis = new ClusterFixture(RedisProcess.Version.INSTALLED, folder, tls)) {
      RedisEngine first = reached(redis.url(), new RecordedSignals());
      RedisEngine second = reached(redis.url(), heard);
      answer(second.watch(NEWS, KEPT));
      heardOf(first, "a");
      int slot = ClusterFixture.slotOf("belfry:", NEWS);
      while (redis.masterOf(slot) != redis.masters.getFirst()) {
        redis.move(slot);
        heardOf(first, "moved");
      }
      redis.masters.getFirst().kill();
      appendOnceItGoes(first, "b");
      await().atMost(FAILED_OVER).until(() -> answer(second.ready()));
      heardOf(first, "c");
      assertThat(texts(read(second, NEWS, 0))).startsWith("a").endsWith("b", "c");
      refuses(redis.url());
    }
  }

  @Test
  void sentinelsNameANewMaster() throws Exception {
    try (SentinelFixture redis = new SentinelFixture(folder, tls)) {
      RedisEngine first = reached(redis.url(), new RecordedSignals());
      RedisEngine second = reached(redis.url(), heard);
      answer(second.watch(NEWS, KEPT));
      heardOf(first, "a");
      redis.replicated();
      redis.master().kill();
      appendOnceItGoes(first, "b");
      await().atMost(FAILED_OVER).until(() -> answer(second.ready()));
      heardOf(first, "c");
      assertThat(texts(read(second, NEWS, 0))).containsExactly("a", "b", "c");
      refuses(redis.url());
    }
  }

  /// A node takes no server whose certificate another one has signed, or that is for another host,
  /// and says so.
  private void refuses(String url) throws Exception {
    Path another = RedisTls.of(folder.resolve("another"), "dns:localhost").certificate();
    assertThat(refusal(url, another)).contains("unable to find valid certification path");
    String byAddress = url.replace("localhost", "127.0.0.1");
    assertThat(refusal(byAddress, tls.certificate())).contains("No subject alternative names");
  }

  private String refusal(String url, Path trusted) {
    try (LogLines lines = LogLines.of(RedisLink.class)) {
      RedisEngine engine = engine(url, trusted, new RecordedSignals());
      await()
          .until(() -> lines.all().stream().anyMatch(line -> line.contains("no master is known")));
      assertThat(answer(engine.ready())).isFalse();
      engine.close();
      return String.join("\n", lines.all());
    }
  }
}
