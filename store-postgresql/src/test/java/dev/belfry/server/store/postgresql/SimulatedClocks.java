package dev.belfry.server.store.postgresql;

import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.shared.OutsideEngine;
import dev.belfry.server.store.shared.SharedBounds;
import dev.belfry.server.store.shared.SharedLogs;
import java.time.Duration;

/// Shared logs of simulated loops over a real engine, whose database has their clock.
final class SimulatedClocks {
  private static final String CLOCK =
      """
      CREATE TABLE %s.simulated_clock (millis bigint NOT NULL);
      INSERT INTO %s.simulated_clock VALUES (0);
      CREATE OR REPLACE FUNCTION %s.millis_v1() RETURNS bigint LANGUAGE sql VOLATILE AS
        'SELECT millis FROM %s.simulated_clock';
      """;

  private final TestDatabase database;

  SimulatedClocks(TestDatabase database) {
    this.database = database;
  }

  SharedLogs logs(SimulatedLoops loops, ChannelPolicies policies) {
    Loop owner = loops.loops().getLast();
    PostgresEngine engine = database.open(Durability.DURABLE, loops);
    database.execute(Durability.DURABLE, CLOCK);
    OutsideEngine outside = new OutsideEngine(engine, loops, this::passed);
    SharedBounds bounds = new SharedBounds(1 << 26, 1 << 26, Duration.ofDays(1));
    SharedLogs logs = new SharedLogs(outside, owner, policies, bounds, loops);
    logs.start();
    return logs;
  }

  private void passed(long millis) {
    database.execute(Durability.DURABLE, "UPDATE %s.simulated_clock SET millis = " + millis);
    if (due(millis) > 0) {
      await().until(() -> due(millis) == 0);
    }
  }

  private long due(long millis) {
    return database.number(
        Durability.DURABLE, "SELECT count(*) FROM %s.scheduled WHERE at <= " + millis);
  }
}
