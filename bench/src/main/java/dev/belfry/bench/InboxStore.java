package dev.belfry.bench;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.DurableLogsProvider;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineProvider;
import dev.belfry.server.store.shared.EngineRequest;
import dev.belfry.server.store.shared.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Inboxes as a server keeps them, and what they take on disk.
abstract class InboxStore implements AutoCloseable {
  private static final long POLL_NANOS = 10_000_000;

  abstract Inboxes inboxes();

  abstract long bytes() throws Exception;

  @Override
  public abstract void close() throws IOException;

  /// Opens them in a folder, or in a database of PostgreSQL.
  static InboxStore open(String where) throws Exception {
    return where.startsWith("postgresql:") ? new InPostgres(where) : new InSqlite(Path.of(where));
  }

  /// The bytes of the databases in a folder.
  static long size(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += file.toString().endsWith(".db") ? Files.size(file) : 0;
      }
    }
    return bytes;
  }

  private static final class InSqlite extends InboxStore {
    private final Path folder;
    private final DurableLogs store;

    InSqlite(Path folder) throws IOException {
      this.folder = folder;
      ServerConfig config = ServerConfig.of(Map.of("data", folder.toString()));
      this.store =
          DurableLogsProvider.find()
              .orElseThrow()
              .open(config, config.channelPolicies(), Clock.system(), new SecureRandom());
    }

    @Override
    Inboxes inboxes() {
      return store.inboxes();
    }

    @Override
    long bytes() throws IOException {
      return size(folder);
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  private static final class InPostgres extends InboxStore {
    private final String url;
    private final Engine engine;

    InPostgres(String url) throws Exception {
      this.url = url;
      EngineUrl parsed = EngineUrl.parse(url).orElseThrow();
      ServerConfig config = ServerConfig.of(Map.of("store.url", url));
      this.engine =
          EngineProvider.find(parsed)
              .orElseThrow()
              .open(
                  new EngineRequest(
                      parsed,
                      config,
                      config.channelPolicies(),
                      ChannelPolicy.Store.DURABLE,
                      Clock.system(),
                      new SecureRandom()));
      engine.start(new Unheard());
      while (!engine.ready().toCompletableFuture().get()) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }

    @Override
    Inboxes inboxes() {
      return engine.inboxes().orElseThrow();
    }

    @Override
    long bytes() throws SQLException {
      try (Connection connection = DriverManager.getConnection("jdbc:" + url);
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c"
                      + " WHERE c.relkind = 'r' AND c.relname LIKE 'inbox%'")) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static final class Unheard implements Signals {
    @Override
    public void appended(ChannelName channel, ChannelState state, List<Message> messages) {}

    @Override
    public void doubtful() {}
  }
}
