package dev.belfry.server.store.postgresql;

import dev.belfry.server.config.EngineUrl;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/// The time that a database has, for those who compare clocks.
public final class DatabaseTime {
  private DatabaseTime() {}

  /// Asks once, on a connection of its own.
  ///
  /// @throws IOException where the database does not answer within the time, or lets nobody in
  public static Instant of(EngineUrl url, Duration timeout) throws IOException {
    PostgresSettings settings = PostgresSettings.of(url.text()).withTimeout(timeout);
    try (Connection connection = Connections.openAlone(settings, "belfry-doctor");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)")) {
      row.next();
      return Instant.ofEpochMilli(row.getLong(1));
    } catch (SQLException silent) {
      throw new IOException(silent.getMessage(), silent);
    }
  }
}
