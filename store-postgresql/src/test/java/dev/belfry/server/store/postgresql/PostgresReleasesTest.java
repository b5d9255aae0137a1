package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nodes of a later release on the same database.
class PostgresReleasesTest {
  private final RecordedSignals heard = new RecordedSignals();
  private TestDatabase database;
  private PostgresEngine engine;

  @BeforeEach
  void start() {
    database = TestDatabase.start();
    engine = database.open(Durability.DURABLE);
    engine.start(heard);
    answer(engine.watch(NEWS, KEPT));
    await().until(() -> answer(engine.ready()));
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  @Test
  void whatALaterReleaseSignalsIsAHintToRead() {
    int doubts = heard.doubts();
    database.execute(
        Durability.DURABLE, "SELECT pg_notify('%s_signals', '2 node life in another form')");
    await().until(() -> heard.doubts() > doubts);
  }

  @Test
  void aNodeBeginsOnTheSchemaOfALaterRelease() throws IOException {
    database.execute(
        Durability.DURABLE,
        "INSERT INTO %s.flyway_schema_history"
            + " SELECT 9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1,"
            + " installed_by, now(), 1, true"
            + " FROM %s.flyway_schema_history LIMIT 1");
    PostgresEngine next = database.open(Durability.DURABLE);
    next.start(new RecordedSignals());
    await().until(() -> answer(next.ready()));
    assertThat(append(next, NEWS, text("as before")).message().offset()).isPositive();
  }

  @Test
  void columnsAndFunctionsOfALaterReleaseAreInNobodysWay() {
    for (String table : new String[] {"channel", "message", "idempotency_key", "node", "life"}) {
      database.execute(
          Durability.DURABLE, "ALTER TABLE %s." + table + " ADD COLUMN later text DEFAULT 'x'");
    }
    database.execute(
        Durability.DURABLE, "CREATE FUNCTION %s.append_v2() RETURNS void LANGUAGE sql AS 'SELECT'");
    long head = append(engine, NEWS, text("old release")).message().offset();
    await().until(() -> heard.head(NEWS) == head);
    assertThat(append(engine, NEWS, text("again")).message().offset()).isEqualTo(head + 1);
    PostgresEngine next = database.open(Durability.DURABLE);
    next.start(new RecordedSignals());
    assertThat(append(next, NEWS, text("new connection")).message().offset()).isEqualTo(head + 2);
  }
}
