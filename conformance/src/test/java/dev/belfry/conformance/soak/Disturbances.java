package dev.belfry.conformance.soak;

import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionFactory;

/// What an operator and a machine do to a server while it runs: the store pauses, the configuration
/// and the certificate change.
final class Disturbances {
  /// The store waits for its disk for so long before it gives a commit up.
  private static final int BUSY_MILLIS = 3_000;

  private static final Duration NOTICED = Duration.ofMinutes(3);

  private final SoakedServer server;
  private int pauses;
  private int reloads;

  Disturbances(SoakedServer server) {
    this.server = server;
  }

  /// Makes one after another until it is over. None is left half done.
  Void make(Random random, BooleanSupplier over) throws Exception {
    while (!over.getAsBoolean()) {
      long endNanos =
          System.nanoTime() + Duration.ofMillis(2_000 + random.nextInt(6_000)).toNanos();
      while (!over.getAsBoolean() && System.nanoTime() < endNanos) {
        Soak.pause(100);
      }
      if (random.nextBoolean()) {
        pauseStore(random);
      } else {
        reload();
      }
    }
    return null;
  }

  /// Another process has the database for a while: shorter than the store waits, or longer, so that
  /// publishes are refused.
  private void pauseStore(Random random) throws SQLException, InterruptedException {
    String url = "jdbc:sqlite:" + server.database().resolve("belfry.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
      statement.execute("BEGIN IMMEDIATE");
      Soak.pause(random.nextInt(2 * BUSY_MILLIS));
      statement.execute("ROLLBACK");
    }
    pauses++;
  }

  /// Another rule holds, and another certificate is shown.
  private void reload() throws Exception {
    reloads++;
    boolean open = reloads % 2 == 0;
    server.rule(open ? "anyone" : "backend");
    if (server.certificates().isPresent()) {
      Certificates certificates = server.certificates().get();
      certificates.show(reloads);
      noticed().until(() -> certificates.shown(reloads, server.port()));
    }
    noticed().until(() -> publishes() == (open ? 201 : 403));
  }

  private static ConditionFactory noticed() {
    return await().atMost(NOTICED).ignoreExceptionsInstanceOf(IOException.class);
  }

  private int publishes() throws IOException {
    try (RawConnection connection = server.open(0)) {
      connection.patience(NOTICED);
      connection.post("/notifications/toggled", "x");
      return connection.readHead().status();
    }
  }

  @Override
  public String toString() {
    return pauses + " pauses of the store, " + reloads + " reloads";
  }
}
