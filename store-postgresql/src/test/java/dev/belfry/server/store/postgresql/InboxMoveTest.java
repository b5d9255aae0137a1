package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxComparison;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.inbox.InboxRow;
import dev.belfry.server.store.inbox.InboxTable;
import dev.belfry.server.store.inbox.StoredInboxes;
import dev.belfry.server.store.shared.RecordedSignals;
import dev.belfry.server.store.sql.DataExport;
import dev.belfry.server.store.sql.SqlLogsProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The inboxes of random users, moved from SQLite in the middle of what they do: they are what they
/// were, their versions too, and all goes on as in the naive model.
class InboxMoveTest {
  private static final int STEPS = 150;
  private static final int NODES = 2;

  @TempDir Path folder;
  private final InboxClock clock = new InboxClock();
  private final long seed =
      Optional.ofNullable(Long.getLong("belfry.seed"))
          .orElseGet(() -> System.nanoTime() % 1_000_000);
  private final SplittableRandom random = new SplittableRandom(seed);
  private TestDatabase database;

  @BeforeEach
  void start() {
    database = TestDatabase.start();
    database.settings(_ -> PostgresSettings.of(database.url()));
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  private ServerConfig config() {
    ConfigOutcome outcome =
        ConfigLoader.load(Optional.empty(), Map.of(), Map.of("data", folder.toString()));
    return ((ConfigOutcome.Loaded) outcome).config();
  }

  /// Inboxes in SQLite, and from some time on in PostgreSQL.
  private final class Moving implements InboxFixture {
    private Optional<DurableLogs> before = Optional.of(open());
    private Optional<PostgresInboxFixture> after = Optional.empty();

    private DurableLogs open() {
      ServerConfig config = config();
      try {
        return new SqlLogsProvider()
            .open(config, config.channelPolicies(), clock, new SecureRandom());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    void move() throws IOException {
      close();
      before = Optional.empty();
      InboxMoveTest.this.move();
      after = Optional.of(PostgresInboxFixture.over(database, clock, random, NODES));
    }

    @Override
    public Inboxes inboxes() {
      return before.map(DurableLogs::inboxes).orElseGet(() -> after.orElseThrow().inboxes());
    }

    @Override
    public void settle() {
      if (before.isPresent()) {
        StoredInboxes inboxes = (StoredInboxes) before.get().inboxes();
        assertThat(inboxes.look().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join())
            .isTrue();
      } else {
        after.orElseThrow().settle();
      }
    }

    /// As two nodes have it, from the beginning.
    @Override
    public boolean idsRise() {
      return false;
    }

    @Override
    public void restart() {
      if (before.isPresent()) {
        close();
        before = Optional.of(open());
      } else {
        after.orElseThrow().restart();
      }
    }

    @Override
    public void close() {
      try {
        if (before.isPresent()) {
          before.get().close();
        }
        after.ifPresent(PostgresInboxFixture::close);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /// Inboxes whose reading fails after so many pieces.
  private static final class Ending implements InboxData {
    private final InboxData data;
    private int pieces;

    Ending(InboxData data, int pieces) {
      this.data = data;
      this.pieces = pieces;
    }

    @Override
    public Sizes sizes() throws IOException {
      return data.sizes();
    }

    @Override
    public String fingerprint() throws IOException {
      return data.fingerprint();
    }

    @Override
    public List<InboxRow> rowsAfter(InboxTable table, String key) throws IOException {
      if (pieces-- == 0) {
        throw new IOException("enough");
      }
      return data.rowsAfter(table, key);
    }

    @Override
    public long lastNumber(InboxTable table) throws IOException {
      return data.lastNumber(table);
    }
  }

  private DataImport importing() {
    EngineUrl url = EngineUrl.parse(database.url()).orElseThrow();
    ChannelPolicies policies = config().channelPolicies();
    return new DataImport(url, policies, (_, _) -> {});
  }

  /// Begins again and again, wherever it ends.
  private void move() throws IOException {
    for (int pieces = 0; pieces < 50; pieces += random.nextInt(12)) {
      endAfter(pieces);
    }
    try (DataExport data = DataExport.open(folder)) {
      importing().run(data, data.inboxes());
    }
  }

  private void endAfter(int pieces) throws IOException {
    try (DataExport data = DataExport.open(folder)) {
      importing().run(data, new Ending(data.inboxes(), pieces));
    } catch (IOException failure) {
      assertThat(failure).hasMessage("enough");
    }
  }

  @Test
  void usersGoOnAsIfNothingHadHappened() throws Exception {
    try (Moving inboxes = new Moving()) {
      InboxComparison comparison = new InboxComparison(seed, clock, inboxes, InboxAges.NONE);
      comparison.run(STEPS);
      inboxes.move();
      comparison.compareAll();
      comparison.run(STEPS);
    } catch (AssertionError wrong) {
      throw new AssertionError("-Dbelfry.seed=" + seed, wrong);
    }
  }

  private void someInboxes() {
    try (Moving inboxes = new Moving()) {
      new InboxComparison(seed, clock, inboxes, InboxAges.NONE).run(STEPS / 2);
    }
  }

  @Test
  void rowsThatAreNotWhatWasMovedAreFound() throws Exception {
    someInboxes();
    endAfter(InboxTable.values().length + 8); // all that have rows, and not the comparison
    String rows = "(SELECT count(*) FROM %s.inbox_entry)";
    assertThat(database.number(Durability.DURABLE, "SELECT " + rows)).isPositive();
    database.execute(
        Durability.DURABLE,
        "UPDATE %s.inbox_entry SET at = at + 1"
            + " WHERE place = (SELECT max(place) FROM %s.inbox_entry)");
    try (DataExport data = DataExport.open(folder)) {
      assertThatIOException()
          .isThrownBy(() -> importing().run(data, data.inboxes()))
          .withMessageContaining("inbox_entry is not what was moved");
    }
  }

  @Test
  void aDatabaseThatHoldsInboxesIsLeftAlone() throws Exception {
    someInboxes();
    try (PostgresEngine others = database.open(Durability.DURABLE)) {
      others.start(new RecordedSignals());
      await().until(() -> others.ready().toCompletableFuture().get());
      UserId ann = new UserId("ann");
      others.inboxes().orElseThrow().standing(ann).toCompletableFuture().join();
    }
    long users = database.number(Durability.DURABLE, "SELECT count(*) FROM %s.inbox_person");
    try (DataExport data = DataExport.open(folder)) {
      assertThatIOException()
          .isThrownBy(() -> importing().run(data, data.inboxes()))
          .withMessageContaining("holds inboxes already");
    }
    assertThat(database.number(Durability.DURABLE, "SELECT count(*) FROM %s.inbox_person"))
        .isEqualTo(users);
  }

  @Test
  void everyColumnOfEveryTableIsMoved() throws Exception {
    database.open(Durability.DURABLE).close();
    String columns =
        List.of(InboxTable.values()).stream()
            .map(table ->
                "inbox_"
                    + table.tableName()
                    + ": "
                    + table.columns().stream()
                        .map(column -> column.name() + (column.bytes() ? " bytea" : " bigint"))
                        .collect(Collectors.joining(", ")))
            .sorted()
            .collect(Collectors.joining("\n"));
    assertThat(
            database.text(
                Durability.DURABLE,
                """
                SELECT string_agg(t.line, E'\\n' ORDER BY t.line COLLATE "C") FROM (
                  SELECT table_name || ': ' || string_agg(column_name || ' ' || data_type, ', '
                    ORDER BY ordinal_position) AS line FROM information_schema.columns
                  WHERE table_schema = '%s' AND table_name LIKE 'inbox\\_%'
                    AND table_name <> 'inbox_told' -- of nodes among themselves, who begin anew
                  GROUP BY table_name) t
                """))
        .isEqualTo(columns);
  }
}
