package dev.belfry.server.store.postgresql;

import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineProvider;
import dev.belfry.server.store.shared.EngineRequest;
import java.io.IOException;

/// Opens engines in PostgreSQL.
public final class PostgresEngineProvider implements EngineProvider {
  /// What a scheduled message may have on average, where their number is at its bound.
  private static final long SCHEDULED_BYTES = 4_096;

  @Override
  public boolean takes(EngineUrl url) {
    return url.scheme().startsWith("postgres");
  }

  @Override
  public Engine open(EngineRequest request) throws IOException {
    return PostgresEngine.open(
        settings(request),
        switch (request.kept()) {
          case DURABLE -> Durability.DURABLE;
          case MEMORY -> Durability.PASSING;
        },
        request.clock(),
        request.random());
  }

  private static PostgresSettings settings(EngineRequest request) throws IOException {
    ServerConfig config = request.config();
    int scheduled = config.limits().scheduled();
    try {
      return PostgresSettings.of(config.store().directUrl().orElse(request.url()).text())
          .throughPooler(request.url().text())
          .withTimeout(config.store().timeout())
          .withSchedule(new ScheduleBounds(scheduled, scheduled * SCHEDULED_BYTES))
          .withIdempotencyAge(config.limits().idempotencyAge())
          .withInboxes(
              new PostgresSettings.Inboxes(
                  HeapPlan.of(config, 1).inboxIndexes(),
                  config.inbox().locked(),
                  InboxAges.of(config.inbox())));
    } catch (IllegalArgumentException unusable) { // its text may have the password
      throw new IOException(
          "store.url or store.direct-url can't be used: "
              + request.url()
              + ": "
              + unusable.getMessage());
    }
  }
}
