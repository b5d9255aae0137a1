package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.EngineFixture;
import dev.belfry.server.store.shared.RecordedSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server says not to have done, since it is a replica by now.
class SentAgainTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  @TempDir Path folder;
  private RedisProcess server;
  private RedisEngine engine;

  @BeforeEach
  void start() throws Exception {
    server = RedisProcess.server(RedisProcess.Version.EMBEDDED, folder);
    engine = TestEngines.engine(new RedisSettings(server.url(), "test:", TIMEOUT, 0, 10));
    engine.start(new RecordedSignals());
    await().until(() -> answer(engine.ready()));
    append(engine, NEWS, text("first"));
  }

  @AfterEach
  void stop() {
    engine.close();
    server.close();
  }

  private void demote() {
    server.ask("REPLICAOF", "127.0.0.1", "1");
  }

  @Test
  void isSentAgainInItsOrderOnceThereIsAMaster() {
    demote();
    List<CompletionStage<Appending>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(engine.append(NEWS, KEPT, text("m" + i)));
    }
    server.ask("REPLICAOF", "NO", "ONE");
    answers.forEach(each -> assertThat(answer(each)).isInstanceOf(Appending.Kept.class));
    assertThat(all(engine, NEWS).stream().skip(1).map(EngineFixture::textOf))
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void isRefusedWhereNoMasterComesInTime() {
    demote();
    CompletionStage<Appending> late = engine.append(NEWS, KEPT, text("late"));
    assertThatThrownBy(
            () -> late.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void isRefusedWhereTheEngineIsClosedMeanwhile() {
    demote();
    CompletionStage<Appending> open = engine.append(NEWS, KEPT, text("open"));
    engine.close();
    assertThatThrownBy(() -> open.toCompletableFuture().get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }
}
