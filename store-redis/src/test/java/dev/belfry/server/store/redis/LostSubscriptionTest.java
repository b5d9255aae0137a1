package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.OTHER;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A node whose connection for signals goes wrong without an error. Nobody appends meanwhile, so
/// that no later signal shows that one is missing.
class LostSubscriptionTest {
  private static final Duration FOUND = Duration.ofSeconds(6);

  private RedisServerFixture server;
  private RespProxy proxy;
  private RedisEngine engine;
  private final RecordedSignals heard = new RecordedSignals();

  @BeforeEach
  void start() throws IOException {
    server = new RedisServerFixture();
    proxy = new RespProxy(server.port);
    engine =
        TestEngines.engine(new RedisSettings(proxy.url(), "test:", Duration.ofSeconds(2), 0, 10));
    engine.start(heard);
    await().until(() -> answer(engine.ready()));
    answer(engine.watch(NEWS, KEPT));
    answer(engine.watch(OTHER, KEPT));
  }

  @AfterEach
  void stop() throws IOException {
    engine.close();
    proxy.close();
    server.close();
  }

  private void isFoundAndHeals(int doubtsBefore) {
    await().atMost(FOUND).until(() -> heard.doubts() > doubtsBefore);
    await().until(() -> answer(engine.ready()));
    long head = append(engine, NEWS, text("after")).message().offset();
    await().until(() -> heard.head(NEWS) == head);
  }

  @Test
  void aSubscriptionThatIsGoneAlone() throws IOException {
    int doubts = heard.doubts();
    proxy.unsubscribe(new Keys("test:").signal(NEWS));
    isFoundAndHeals(doubts);
  }

  @Test
  void aConnectionThatHearsNothing() {
    int doubts = heard.doubts();
    proxy.swallowMessages();
    isFoundAndHeals(doubts);
  }

  @Test
  void aConnectionThatAnswersNothing() throws IOException {
    int doubts = heard.doubts();
    proxy.silence();
    await().atMost(Duration.ofSeconds(60)).until(() -> !answer(engine.ready()));
    isFoundAndHeals(doubts);
  }

  @Test
  void aConnectionThatIsWellIsLeftAlone() {
    int doubts = heard.doubts();
    for (int i = 0; i < 300; i++) {
      answer(engine.watch(new ChannelName("c" + i), KEPT));
      if (i % 2 == 0) {
        engine.unwatch(new ChannelName("c" + i));
      }
    }
    long heads = heard.head(NEWS);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(60))
        .until(() -> heard.doubts() == doubts && heard.head(NEWS) == heads);
    assertThat(answer(engine.ready())).isTrue();
  }
}
