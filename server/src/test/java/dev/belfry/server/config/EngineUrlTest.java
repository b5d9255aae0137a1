package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineUrlTest {
  @ParameterizedTest
  @CsvSource({
    "redis://host:6379, redis://host:6379",
    "redis://user:secret@host:6379/1, redis://user:***@host:6379/1",
    "redis://:secret@host, redis://:***@host",
    "redis://secret@host, redis://***@host",
    "'redis-sentinel://ann:secret@a:1,b:2#main', 'redis-sentinel://ann:***@a:1,b:2#main'",
    "rediss-sentinel://secret@a?sentinel-password=secret#main,"
        + " rediss-sentinel://***@a?sentinel-password=***#main",
    "'redis-cluster://:secret@a,b', 'redis-cluster://:***@a,b'",
    "postgresql://belfry:a@b@host/db, postgresql://belfry:***@host/db",
    "postgresql://host/db?user=a&password=secret&ssl=true,"
        + " postgresql://host/db?user=a&password=***&ssl=true"
  })
  void passwordsAreNotShown(String text, String shown) {
    assertThat(EngineUrl.parse(text).orElseThrow()).hasToString(shown);
  }

  @Test
  void whatIsNoUrlIsRefusedWithoutBeingRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerConfig.of(Map.of("redis.url", "not a url:secret")))
        .withMessageContaining("redis.url")
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "redis.url, postgresql://host/db",
    "store.url, redis://host",
    "store.url, mysql://x/y",
    "store.direct-url, redis://host"
  })
  void eachEngineIsNamedByASchemeOfItsOwn(String key, String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerConfig.of(Map.of(key, url)))
        .withMessageContaining(key);
  }

  @Test
  void theWayPastAPoolerNeedsOneThroughIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerConfig.of(Map.of("store.direct-url", "postgresql://host/db")))
        .withMessageContaining("store.url");
  }

  @Test
  void durableChannelsOfSeveralNodesNeedADatabaseThatAllShare() {
    Map<String, String> settings =
        Map.of("redis.url", "redis://host", "channels", "[{match: orders, durable: true}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerConfig.of(settings))
        .withMessageContaining("store.url");
  }
}
