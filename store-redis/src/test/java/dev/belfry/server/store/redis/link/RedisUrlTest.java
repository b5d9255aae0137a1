package dev.belfry.server.store.redis.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
  @Test
  void oneServerIsReachedAsItsUrlSays() {
    RedisUrl url = RedisUrl.parse("rediss://ann:s%40c%3Aret+@[::1]:7000/2?verify=ca");
    assertThat(url.form()).isEqualTo(RedisUrl.Form.ONE);
    RedisURI uri = url.server(url.servers().getFirst(), Duration.ofSeconds(1));
    assertThat(uri.getHost()).isEqualTo("::1");
    assertThat(uri.getPort()).isEqualTo(7_000);
    assertThat(uri.getDatabase()).isEqualTo(2);
    assertThat(uri.isSsl()).isTrue();
    assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.CA);
    var login = uri.getCredentialsProvider().resolveCredentials().block();
    assertThat(login.getUsername()).isEqualTo("ann");
    assertThat(new String(login.getPassword())).isEqualTo("s@c:ret+");
  }

  @Test
  void sentinelsHaveALoginOfTheirOwn() {
    RedisUrl url = RedisUrl.parse("redis-sentinel://:one@a,b:2,c?sentinel-password=two#the-master");
    assertThat(url.servers())
        .isEqualTo(
            List.of(new Address("a", 26_379), new Address("b", 2), new Address("c", 26_379)));
    assertThat(url.masterName()).isEqualTo("the-master");
    assertThat(password(url.server(new Address("m", 1), Duration.ofSeconds(1)))).isEqualTo("one");
    assertThat(password(url.informant(new Address("a", 1), Duration.ofSeconds(1))))
        .isEqualTo("two");
  }

  private static String password(RedisURI uri) {
    return new String(uri.getCredentialsProvider().resolveCredentials().block().getPassword());
  }

  @Test
  void aClusterIsNamedBySomeOfItsServers() {
    RedisUrl url = RedisUrl.parse("redis-cluster://secret@a,b:7001");
    assertThat(url.form()).isEqualTo(RedisUrl.Form.CLUSTER);
    assertThat(url.servers()).isEqualTo(List.of(new Address("a", 6_379), new Address("b", 7_001)));
    assertThat(password(url.informant(new Address("a", 1), Duration.ofSeconds(1))))
        .isEqualTo("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:secret@a,b",
        "redis://:secret@",
        "redis://:secret@a/one",
        "redis://:secret@a#name",
        "redis://:secret@a?timeout=1s",
        "redis://:secret@a?verify=none",
        "redis-sentinel://:secret@a",
        "redis-cluster://:secret@a,b/1",
        "redis-cluster://:secret@a,,b",
        "redis://:secret@a:port",
        "http://:secret@a"
      })
  void whatCanNotBeUsedIsRefusedWithoutItsSecret(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisUrl.parse(text))
        .withMessageNotContaining("secret");
  }
}
