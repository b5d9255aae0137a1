package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.postgresql.PostgresSettings.Address;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Brings a schema up to date, or makes it. Of several nodes one does, and the others wait for it.
final class Migration {
  private static final String LOCK =
      "SELECT pg_advisory_lock(hashtext('belfry'), hashtext('migration'))";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// What begins the states of a database that is not there for now: no connection, going down or
  /// coming up, no room for one more connection, in recovery.
  private static final List<String> AWAY = List.of("08", "57P", "53", "25006", "55000");

  private final PostgresSettings settings;
  private final Durability durability;

  Migration(PostgresSettings settings, Durability durability) {
    this.settings = settings;
    this.durability = durability;
  }

  /// Returns whether it is done; false where the database is not there for now.
  ///
  /// @throws IOException where it can't be used, and will not be
  boolean run() throws IOException {
    try {
      migrate();
      return true;
    } catch (SQLException | FlywayException failure) {
      if (isAway(failure)) {
        return false;
      }
      throw new IOException(
          "the database " + settings + " can't be used: " + reasonOf(failure), failure);
    }
  }

  private static boolean isAway(Throwable failure) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      String state = each instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && AWAY.stream().anyMatch(state::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /// The database's own words. What carries them on adds paragraphs.
  private static String reasonOf(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private void migrate() throws SQLException {
    PGSimpleDataSource source = source();
    String schema = durability.schema(settings.schema());
    try (Connection holder = source.getConnection();
        Statement lock = holder.createStatement()) {
      lock.execute(LOCK);
      Flyway.configure(Migration.class.getClassLoader())
          .dataSource(source)
          .schemas(schema)
          .defaultSchema(schema)
          .createSchemas(true)
          .locations("classpath:dev/belfry/server/store/postgresql")
          .placeholders(Map.of("schema", schema, "unlogged", durability.tables()))
          .load()
          .migrate();
    }
  }

  PGSimpleDataSource source() {
    Address address = Address.of(settings.directUrl());
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.jdbcUrl());
    source.setUser(address.user());
    source.setPassword(address.password());
    source.setConnectTimeout((int) Math.ceilDiv(settings.timeout().toMillis(), 1000));
    source.setLoginTimeout((int) Math.ceilDiv(settings.timeout().toMillis(), 1000));
    source.setSocketTimeout((int) PATIENCE.toSeconds());
    source.setTargetServerType("primary");
    source.setApplicationName("belfry migration");
    return source;
  }
}
