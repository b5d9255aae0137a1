package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that has no artifact for durable channels on its class path, as in this module.
class WithoutDurableStoreTest {
  @TempDir Path folder;

  @Test
  void aDurableChannelEndsTheStartWithTheNameOfTheArtifact() {
    Belfry.Builder durable =
        Belfry.builder()
            .port(0)
            .set("data", folder.resolve("data").toString())
            .set("channels", "[{\"match\":\"kept/**\",\"durable\":true}]");
    assertThatThrownBy(durable::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a channel has durable: true, which needs a store;"
                + " add dev.belfry:belfry-store-sql to the class path");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anEngineThatNobodyCanOpenEndsTheStartWithTheNamesOfTheArtifacts() {
    Belfry.Builder shared = Belfry.builder().port(0).set("redis.url", "redis://user:secret@host");
    assertThatThrownBy(shared::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nothing on the class path can open redis://user:***@host; add"
                + " dev.belfry:belfry-store-postgresql or dev.belfry:belfry-store-redis");
  }

  @Test
  void channelsInMemoryNeedNone() throws Exception {
    try (Belfry belfry =
        Belfry.builder().port(0).set("data", folder.resolve("data").toString()).start()) {
      assertThat(belfry.publish("news", "text").channel()).isEqualTo("news");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
