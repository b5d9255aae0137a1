package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.read;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.LogLines;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Redis Cluster, and a master that sentinels watch, whose servers and sentinels speak TLS alone,
/// with a certificate for a host name that they say of themselves.
class RedisTlsTest {
  private static final Duration FAILED_OVER = Duration.ofSeconds(60);

  /// Enough for a refusal, which comes again and again.
  private static final Duration SOON = Duration.ofMillis(500);

  @TempDir private static Path certificates;
  private static RedisTls tls;
  private static RedisTls another;

  @TempDir Path folder;
  private final RecordedSignals heard = new RecordedSignals();
  private final List<RedisEngine> opened = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    tls = RedisTls.of(certificates.resolve("own"), "dns:localhost");
    another = RedisTls.of(certificates.resolve("another"), "dns:localhost");
  }

  @AfterEach
  void closeAll() {
    opened.forEach(RedisEngine::close);
    opened.clear();
  }

  private RedisEngine engine(String url, RedisTls trusted, Duration timeout, RecordedSignals to) {
    RedisEngine engine =
        TestEngines.engine(
            new RedisSettings(url, "belfry:", timeout, 0, 10, Optional.of(trusted.certificate())));
    opened.add(engine);
    engine.start(to);
    return engine;
  }

  private RedisEngine reached(String url, RecordedSignals to) {
    RedisEngine engine = engine(url, tls, Duration.ofSeconds(2), to);
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
      redis.replicated();
      redis.masters.getFirst().kill();
      appendOnceItGoes(first, "b");
      await().atMost(FAILED_OVER).until(() -> answer(second.ready()));
      heardOf(first, "c");
      assertThat(texts(read(second, NEWS, 0))).startsWith("a").endsWith("b", "c");
      closeAll();
      refuses(redis.url());
      redis.configure("cluster-announce-hostname", "");
      refusesAddresses(redis.url(), redis.replica);
      redis.configure("tls-auth-clients", "yes");
      refused(redis.url(), tls, "(it wants certificates of clients");
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
      closeAll();
      refuses(redis.url());
      await().until(() -> clockRefused(redis.url()).contains("(redis.trust is to name"));
      for (RedisProcess each : redis.sentinels) {
        each.ask("SENTINEL", "CONFIG", "SET", "announce-hostnames", "no");
      }
      refusesAddresses(redis.url(), redis.master());
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsToldApart() throws Exception {
    try (RedisProcess plain = RedisProcess.server(RedisProcess.Version.INSTALLED, folder)) {
      refused("rediss://127.0.0.1:" + plain.port, tls, "(is this its port of TLS?");
    }
  }

  /// A node takes no server whose certificate another one has signed, or that is for another host
  /// unless it is told so, and says what is the matter.
  private void refuses(String url) {
    refused(url, another, "certification path to requested target (redis.trust is to name");
    String byAddress = url.replace("localhost", "127.0.0.1");
    refused(byAddress, tls, "(its certificate is for other names");
  }

  /// Who is asked goes by the name of the certificate, but names a master by its address.
  private void refusesAddresses(String url, RedisProcess master) {
    refused(url, tls, "Redis: 127.0.0.1:" + master.port + ": No subject alternative");
    int end = url.contains("#") ? url.indexOf('#') : url.length();
    String any = url.substring(0, end) + "?verify=ca" + url.substring(end);
    append(reached(any, new RecordedSignals()), NEWS, text("d"));
    closeAll();
  }

  /// What one who compares clocks is told.
  private static String clockRefused(String url) {
    Map<String, String> settings =
        Map.of("redis.url", url, "redis.trust", another.certificate().toString());
    return catchThrowableOfType(
            IOException.class, () -> RedisTime.ahead(ServerConfig.of(settings).redis(), SOON))
        .getMessage();
  }

  private void refused(String url, RedisTls trusted, String told) {
    try (LogLines lines = LogLines.of(RedisLink.class)) {
      RedisEngine engine = engine(url, trusted, SOON, new RecordedSignals());
      await()
          .until(() ->
              lines.all().stream()
                  .anyMatch(line -> line.startsWith("WARN") && line.contains(told)));
      assertThat(answer(engine.ready())).isFalse();
      closeAll();
    }
  }
}
