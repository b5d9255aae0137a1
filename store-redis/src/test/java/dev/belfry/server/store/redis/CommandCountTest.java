package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.policy;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.store.shared.EngineFixture;
import dev.belfry.server.store.shared.RecordedSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node costs its Redis, as the server counts it.
class CommandCountTest {
  @TempDir Path folder;
  private RedisProcess server;
  private RedisEngine engine;
  private final RecordedSignals heard = new RecordedSignals();

  @BeforeEach
  void start() throws Exception {
    server = RedisProcess.server(RedisProcess.Version.EMBEDDED, folder);
    engine =
        TestEngines.engine(new RedisSettings(server.url(), "test:", Duration.ofSeconds(2), 0, 10));
    engine.start(heard);
    await().until(() -> answer(engine.ready()));
  }

  @AfterEach
  void stop() {
    engine.close();
    server.close();
  }

  /// Commands that only a client sends, and no script.
  private long sent() {
    long sent = 0;
    for (String command : List.of("evalsha", "eval", "wait", "subscribe", "client", "smembers")) {
      sent += server.calls(command);
    }
    return sent;
  }

  @Test
  void aMessageIsOneCommandAndOneSignalThatCarriesIt() {
    answer(engine.watch(NEWS, KEPT));
    append(engine, NEWS, text("first"));
    long calls = server.calls("evalsha");
    long signals = server.calls("publish");
    long reads = server.calls("xrevrange");
    for (int i = 0; i < 200; i++) {
      append(engine, NEWS, text("m" + i));
    }
    await().until(() -> heard.head(NEWS) == 201);
    assertThat(server.calls("evalsha") - calls).isEqualTo(200);
    assertThat(server.calls("publish") - signals).isBetween(200L, 220L); // and the probes
    assertThat(server.calls("xrevrange")).isEqualTo(reads);
  }

  @Test
  void whatComesTogetherIsOneCommandAndOneSignal() {
    answer(engine.watch(NEWS, KEPT));
    append(engine, NEWS, text("first"));
    long calls = server.calls("evalsha");
    for (int i = 0; i < 50; i++) {
      engine
          .append(NEWS, KEPT, List.of(text("a"), text("b"), text("c"), text("d")))
          .forEach(EngineFixture::answer);
    }
    assertThat(server.calls("evalsha") - calls).isEqualTo(50);
    await().until(() -> heard.head(NEWS) == 201);
    assertThat(heard.all()).hasSizeLessThanOrEqualTo(51);
  }

  /// Each trims as many as have come, with one command.
  @Test
  void whatIsDroppedGoesWithOneCommand() {
    append(engine, NEWS, text("first"));
    for (int i = 0; i < 50; i++) {
      answer(engine.append(NEWS, policy(10), text("m" + i)));
    }
    assertThat(server.calls("xtrim")).isEqualTo(41);
    assertThat(server.calls("xdel")).isZero();
  }

  @Test
  void aThousandIdleChannelsCostNothing() {
    await().until(() -> answer(engine.ready()));
    long sentAlone = sentWithin(Duration.ofSeconds(3));
    for (int i = 0; i < 1_000; i++) {
      answer(engine.watch(new ChannelName("idle" + i), KEPT));
    }
    long sentWithChannels = sentWithin(Duration.ofSeconds(3));
    assertThat(sentWithChannels).isLessThan(sentAlone + 6);
  }

  private long sentWithin(Duration time) {
    long before = sent();
    long until = System.nanoTime() + time.toNanos();
    await().until(() -> System.nanoTime() > until);
    return sent() - before;
  }
}
