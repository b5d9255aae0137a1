package dev.belfry.server.store.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belfry.server.store.postgresql.PostgresSettings.Address;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/// Connections to the database: a small pool, and some on their own. Whatever the server does, a
/// statement ends within the timeout: the server breaks off what takes long or waits for a lock; a
/// server that is silent has its connection closed. Behind a pooler only the latter is so, unless
/// the user has limits of its own in the database.
final class Connections implements AutoCloseable {
  private static final int POOL_WAIT_MILLIS_MIN = 250;

  private final PostgresSettings settings;
  private final HikariDataSource pool;

  private Connections(PostgresSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /// A pool that connects where the database can be reached, now or later.
  ///
  /// @param size connections of the pool, at most
  static Connections open(PostgresSettings settings, int size) {
    HikariConfig config = new HikariConfig();
    Address address = Address.of(settings.url());
    config.setPoolName("belfry-postgresql");
    config.setJdbcUrl(address.jdbcUrl());
    config.setDataSourceProperties(properties(settings, address, "belfry"));
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(2);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setConnectionTimeout(Math.max(POOL_WAIT_MILLIS_MIN, settings.timeout().toMillis() / 2));
    config.setValidationTimeout(POOL_WAIT_MILLIS_MIN);
    if (settings.pooled()) {
      config.addDataSourceProperty("prepareThreshold", "0");
    } else {
      config.setConnectionInitSql(limits(settings));
    }
    config.setInitializationFailTimeout(-1);
    return new Connections(settings, new HikariDataSource(config));
  }

  private static Properties properties(PostgresSettings settings, Address address, String name) {
    String seconds = String.valueOf(Math.ceilDiv(settings.timeout().toMillis(), 1000));
    Properties properties = new Properties();
    if (address.user() != null) {
      properties.setProperty("user", address.user());
    }
    if (address.password() != null) {
      properties.setProperty("password", address.password());
    }
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("hostRecheckSeconds", "1");
    properties.setProperty("ApplicationName", name);
    return properties;
  }

  /// What the server is told to break off, and when. A client that vanished holds no lock longer
  /// than its packets stay unanswered (on Linux, where the server can tell).
  private static String limits(PostgresSettings settings) {
    long millis = settings.timeout().toMillis();
    return ("SELECT set_config('statement_timeout', '%d', false),"
            + " set_config('lock_timeout', '%d', false),"
            + " set_config('idle_in_transaction_session_timeout', '%d', false),"
            + " CASE WHEN version() ~ 'linux'"
            + " THEN set_config('tcp_user_timeout', '%d', false) END")
        .formatted(millis * 3 / 4, millis / 2, millis, millis * 2);
  }

  /// A connection of the pool, on which each statement commits.
  Connection borrow() throws SQLException {
    return pool.getConnection();
  }

  /// A connection of its own, which no pooler comes between.
  Connection openDirect(String name) throws SQLException {
    return openAlone(settings, name);
  }

  /// The same, without a pool.
  static Connection openAlone(PostgresSettings settings, String name) throws SQLException {
    Address address = Address.of(settings.directUrl());
    Connection connection =
        DriverManager.getConnection(address.jdbcUrl(), properties(settings, address, name));
    try (Statement statement = connection.createStatement()) {
      statement.execute(limits(settings));
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
