package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.read;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Redis behind TLS alone, with users of different rights.
class RedisAccessTest {
  @TempDir Path folder;
  private Path certificate;
  private RedisProcess server;
  private int tlsPort;
  private final List<RedisEngine> opened = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    RedisTls tls = RedisTls.of(folder, "dns:localhost");
    certificate = tls.certificate();
    int port = RedisProcess.freePort();
    server = new RedisProcess(RedisProcess.Version.EMBEDDED, folder, port, tls, List.of());
    tlsPort = port;
  }

  @AfterEach
  void stop() throws Exception {
    opened.forEach(RedisEngine::close);
    server.close();
  }

  private RedisEngine engine(String login, String prefix, Optional<Path> trust) {
    RedisEngine engine =
        TestEngines.engine(
            new RedisSettings(
                "rediss://" + login + "localhost:" + tlsPort,
                prefix,
                Duration.ofSeconds(2),
                0,
                10,
                trust));
    opened.add(engine);
    engine.start(new RecordedSignals());
    return engine;
  }

  @Test
  void aServerIsReachedByTlsWhereItsCertificateIsTrustedAndOnlyThere() {
    assertThat(answer(engine("", "a:", Optional.empty()).ready())).isFalse();
    RedisEngine engine = engine("", "a:", Optional.of(certificate));
    await().until(() -> answer(engine.ready()));
    append(engine, NEWS, text("a"));
  }

  @Test
  void theClockIsAskedByTheWayThatANodeGoes() throws Exception {
    server.ask(LeastRights.setUser("tenant-a", "secret", "a:"));
    Duration patience = Duration.ofSeconds(30);
    String url = "rediss://tenant-a:secret@localhost:" + tlsPort;
    Map<String, String> settings = Map.of("redis.url", url, "redis.trust", certificate.toString());
    assertThat(RedisTime.ahead(ServerConfig.of(settings).redis(), patience))
        .containsOnlyKeys("localhost:" + tlsPort);
    ServerConfig.Redis untrusted = ServerConfig.of(Map.of("redis.url", url)).redis();
    assertThatThrownBy(() -> RedisTime.ahead(untrusted, patience)).isInstanceOf(IOException.class);
    server.ask("REPLICAOF", "127.0.0.1", "1");
    ServerConfig.Redis replica = ServerConfig.of(settings).redis();
    assertThatThrownBy(() -> RedisTime.ahead(replica, patience))
        .hasMessageContaining("the server is a replica");
  }

  @Test
  void systemsOfDifferentPrefixesSeeNothingOfEachOther() {
    RedisEngine first = engine("", "a:", Optional.of(certificate));
    RedisEngine second = engine("", "b:", Optional.of(certificate));
    await().until(() -> answer(first.ready()) && answer(second.ready()));
    append(first, NEWS, text("a"));
    append(second, NEWS, text("b"));
    assertThat(texts(read(first, NEWS, 0))).containsExactly("a");
    assertThat(texts(read(second, NEWS, 0))).containsExactly("b");
  }

  /// The contract of engines runs with these rights: `RedisEngineTest`.
  @Test
  void aUserReachesTheKeysOfItsPrefixAlone() {
    server.ask(LeastRights.setUser("tenant-a", "secret", "a:"));
    RedisEngine own = engine("tenant-a:secret@", "a:", Optional.of(certificate));
    await().until(() -> answer(own.ready()));
    append(own, NEWS, text("a"));
    RedisEngine foreign = engine("tenant-a:secret@", "b:", Optional.of(certificate));
    assertThat(answer(foreign.ready())).isFalse();
    RedisEngine wrong = engine("tenant-a:other@", "a:", Optional.of(certificate));
    assertThat(answer(wrong.ready())).isFalse();
  }
}
