package dev.belfry.server.store.postgresql;

import static org.awaitility.Awaitility.await;

import dev.belfry.server.runtime.Clock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real server, and the engines that a test opens on it, each test in schemas of its own. As an
/// extension of JUnit it ends the engines after each test, and the server after all.
final class TestDatabase implements AutoCloseable, AfterEachCallback, AfterAllCallback {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Path folder;
  private final boolean fsync;
  private final int port;
  private final List<PostgresEngine> engines = new ArrayList<>();
  private EmbeddedPostgres server;
  private PostgresSettings settings;
  private Connection own;

  private TestDatabase(boolean fsync) throws IOException {
    this.folder = Files.createTempDirectory("belfry-postgresql");
    this.fsync = fsync;
    this.server = start(0);
    this.port = server.getPort();
    newSchemas();
  }

  /// A server that does not wait for the disk.
  static TestDatabase start() {
    return start(false);
  }

  /// @param fsync whether it waits for the disk
  static TestDatabase start(boolean fsync) {
    try {
      return new TestDatabase(fsync);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private EmbeddedPostgres start(int at) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", fsync ? "on" : "off")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "64MB");
    return (at == 0 ? builder : builder.setPort(at)).start();
  }

  // ---- the server's processes

  /// The server itself, and all its processes.
  private List<ProcessHandle> processes() {
    try {
      long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Sends a signal to processes of the server.
  private static void send(String signal, Stream<Long> pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    pids.forEach(pid -> command.add(String.valueOf(pid)));
    try {
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /// Nothing of it runs, and nothing ends. What the server has started until its own signal came is
  /// found once it stands still.
  void suspend() {
    Set<Long> suspended = new HashSet<>();
    for (List<Long> running = pids(); suspended.addAll(running); running = pids()) {
      send("STOP", running.stream());
    }
  }

  private List<Long> pids() {
    return processes().stream().map(ProcessHandle::pid).toList();
  }

  void resume() {
    send("CONT", pids().stream());
  }

  /// As when the machine ends.
  void kill() {
    suspend();
    List<ProcessHandle> all = processes();
    send("KILL", all.stream().map(ProcessHandle::pid));
    await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  void stop() throws IOException {
    server.close();
  }

  /// After a kill too.
  void startAgain() throws IOException {
    server.close();
    server = start(port);
  }

  /// One connection of the engines, by its name.
  private long pidOf(String application) {
    return number(
        Durability.DURABLE,
        "SELECT max(pid) FROM pg_stat_activity WHERE application_name = '" + application + "'");
  }

  /// Ends the server's side of a connection with no regard for anything: all others end too.
  void killBackend(String application) {
    send("KILL", Stream.of(pidOf(application)));
  }

  /// Ends a connection in order.
  void endConnection(String application) {
    number(
        Durability.DURABLE,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '"
            + application
            + "'");
  }

  /// A connection is silent from now on. Returns what makes it speak again.
  Runnable suspendBackend(String application) {
    long pid = pidOf(application);
    send("STOP", Stream.of(pid));
    return () -> send("CONT", Stream.of(pid));
  }

  // ---- engines

  int port() {
    return port;
  }

  String url() {
    return "postgresql://postgres@localhost:" + port + "/postgres";
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
            base.waitingBytesMax(),
            settings == null ? base.inboxes() : settings.inboxes());
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
    String text = text(durability, sql);
    return text == null ? 0 : Long.parseLong(text);
  }

  /// Asks for one text; `%s` in it is the schema.
  @Nullable String text(Durability durability, String sql) {
    try (Statement statement = own().createStatement();
        ResultSet row =
            statement.executeQuery(sql.replace("%s", durability.schema(settings.schema())))) {
      row.next();
      return row.getString(1);
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  void closeEngines() {
    engines.forEach(PostgresEngine::close);
    engines.clear();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    closeEngines();
    newSchemas();
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    closeEngines();
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
