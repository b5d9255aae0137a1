package dev.belfry.server.store.postgresql;

import dev.belfry.server.runtime.Clock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// A real server, and the engines that a test opens on it, each test in schemas of its own.
final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final List<PostgresEngine> engines = new ArrayList<>();
  private PostgresSettings settings;
  private Connection own;

  TestDatabase(EmbeddedPostgres server) {
    this.server = server;
    newSchemas();
  }

  static TestDatabase start() {
    return start(false);
  }

  /// @param fsync whether it waits for the disk, as it must where it is killed
  static TestDatabase start(boolean fsync) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", fsync ? "on" : "off")
              .setServerConfig("max_connections", "100")
              .setServerConfig("shared_buffers", "64MB");
      return new TestDatabase(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String url() {
    return "postgresql://postgres@localhost:" + server.getPort() + "/postgres";
  }

  PostgresSettings settings() {
    return settings;
  }

  /// Changes the settings of engines that are opened from now on.
  void settings(UnaryOperator<PostgresSettings> change) {
    settings = change.apply(settings);
  }

  /// What is opened from now on begins with nothing.
  void newSchemas() {
    String letters =
        String.valueOf(SCHEMAS.incrementAndGet())
            .chars()
            .collect(
                StringBuilder::new,
                (text, digit) -> text.append((char) (digit - '0' + 'a')),
                StringBuilder::append)
            .toString();
    PostgresSettings base = PostgresSettings.of(url());
    settings =
        new PostgresSettings(
            base.url(),
            base.directUrl(),
            "test_" + letters,
            Duration.ofSeconds(5),
            base.readers(),
            base.idempotencyAge(),
            base.schedule(),
            base.waitingBytesMax());
  }

  PostgresEngine open(Durability durability) {
    return open(durability, Clock.system());
  }

  PostgresEngine open(Durability durability, Clock clock) {
    try {
      PostgresEngine engine = PostgresEngine.open(settings, durability, clock, new SecureRandom());
      engines.add(engine);
      return engine;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The server as a test asks it, on a connection of its own.
  Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /// The same connection for all, while it lasts.
  private Connection own() throws SQLException {
    if (own == null || !own.isValid(1)) {
      own = connect();
    }
    return own;
  }

  /// Runs a statement; `%s` in it is the schema.
  void execute(Durability durability, String sql) {
    try (Statement statement = own().createStatement()) {
      statement.execute(sql.replace("%s", durability.schema(settings.schema())));
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  /// Asks for one number; `%s` in it is the schema.
  long number(Durability durability, String sql) {
    try (Statement statement = own().createStatement();
        ResultSet row =
            statement.executeQuery(sql.replace("%s", durability.schema(settings.schema())))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  void closeEngines() {
    engines.forEach(PostgresEngine::close);
    engines.clear();
  }

  @Override
  public void close() throws IOException {
    closeEngines();
    server.close();
  }
}
