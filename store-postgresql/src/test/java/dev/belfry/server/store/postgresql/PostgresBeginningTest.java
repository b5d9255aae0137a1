package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineFixture;
import dev.belfry.server.store.shared.EngineProvider;
import dev.belfry.server.store.shared.EngineRequest;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How engines begin, and what they need for it.
class PostgresBeginningTest {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @BeforeEach
  void newSchemas() {
    database.newSchemas();
  }

  @AfterEach
  void closeEngines() {
    database.closeEngines();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Test
  void aDatabaseSaysItsTimeAndOneThatIsNotThereThatItIsNot() throws IOException {
    Duration timeout = Duration.ofSeconds(30);
    EngineUrl url = EngineUrl.parse(database.settings().url()).orElseThrow();
    assertThat(DatabaseTime.of(url, timeout)).isBetween(now(-60), now(60));
    EngineUrl nobody = EngineUrl.parse("postgresql://belfry@127.0.0.1:1/belfry").orElseThrow();
    assertThatThrownBy(() -> DatabaseTime.of(nobody, timeout)).isInstanceOf(IOException.class);
  }

  private static Instant now(int plusSeconds) {
    return Instant.now().plusSeconds(plusSeconds);
  }

  @Test
  void nodesThatBeginAtOnceOnAnEmptyDatabaseAllComeUp() {
    List<CompletableFuture<PostgresEngine>> opening =
        IntStream.range(0, 4)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> database.open(Durability.DURABLE)))
            .toList();
    for (CompletableFuture<PostgresEngine> each : opening) {
      PostgresEngine opened = answer(each);
      opened.start(new RecordedSignals());
      append(opened, NEWS, text("a"));
    }
    assertThat(database.number(Durability.DURABLE, "SELECT count(*) FROM %s.message")).isEqualTo(4);
  }

  @Test
  void anEngineThatBeginsBeforeItsServerComesUpWithIt() throws Exception {
    database.stop();
    PostgresEngine early = database.open(Durability.DURABLE);
    early.start(new RecordedSignals());
    CompletionStage<?> tooEarly = early.states(List.of(NEWS));
    assertThatThrownBy(() -> tooEarly.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class);
    database.startAgain();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> early.ready().handle((ready, _) -> ready != null).toCompletableFuture().get());
    assertThat(all(early, NEWS).stream().map(EngineFixture::textOf)).isEmpty();
  }

  /// Its first group is committed before it listens.
  @Test
  void anEngineThatHasJustBegunIsReadyOnceItIs() {
    for (int i = 0; i < 5; i++) {
      PostgresEngine fresh = database.open(Durability.DURABLE);
      CompletableFuture<Boolean> ready = new CompletableFuture<>();
      fresh.start(new RecordedSignals());
      fresh.ready().whenComplete((answer, _) -> ready.complete(answer != null));
      assertThat(answer(ready)).isTrue();
    }
  }

  @Test
  void aDatabaseThatCannotBeUsedIsSaidToBeSo() {
    database.settings(settings -> PostgresSettings.of(database.url() + "_that_is_not_there"));
    assertThatThrownBy(() -> database.open(Durability.DURABLE))
        .rootCause()
        .hasMessageContaining("postgres_that_is_not_there");
  }

  /// Before version 18 each call of such a function would take a tenth of a second.
  @Test
  void noFunctionThatForbidsScansIsCompiled() {
    database.open(Durability.DURABLE);
    String functions =
        "SELECT count(*) FROM pg_proc WHERE pronamespace = '%s'::regnamespace"
            + " AND 'enable_seqscan=off' = ANY (proconfig)";
    assertThat(database.number(Durability.DURABLE, functions)).isGreaterThan(5);
    assertThat(
            database.number(Durability.DURABLE, functions + " AND NOT 'jit=off' = ANY (proconfig)"))
        .isZero();
  }

  /// It owns the database, and is nothing special on the server.
  @Test
  void anOrdinaryUserSuffices() {
    database.execute(Durability.DURABLE, "CREATE ROLE plain LOGIN");
    database.execute(Durability.DURABLE, "CREATE DATABASE plain OWNER plain");
    String url = database.url().replace("postgres@", "plain@").replaceFirst("/postgres$", "/plain");
    database.settings(_ -> PostgresSettings.of(url));
    for (Durability each : Durability.values()) {
      PostgresEngine engine = database.open(each);
      engine.start(new RecordedSignals());
      append(engine, NEWS, text("a"));
      assertThat(answer(engine.ready())).isTrue();
    }
  }

  @Test
  void aServerFindsItByTheUrl() throws Exception {
    EngineUrl url = EngineUrl.parse(database.url()).orElseThrow();
    ServerConfig config = ServerConfig.defaults();
    for (ChannelPolicy.Store kept : ChannelPolicy.Store.values()) {
      EngineRequest request =
          new EngineRequest(
              url, config, config.channelPolicies(), kept, Clock.system(), new SecureRandom());
      try (Engine engine = EngineProvider.find(url).orElseThrow().open(request)) {
        engine.start(new RecordedSignals());
        append(engine, NEWS, text(kept.name()));
        assertThat(all(engine, NEWS)).extracting(EngineFixture::textOf).contains(kept.name());
        assertThat(all(engine, NEWS)).hasSize(1);
      }
    }
  }
}
