package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.store.StoredData;
import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.inbox.InboxTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Takes over what another store keeps, into a database that holds nothing yet. Each piece is a
/// transaction, which also notes how far it is: so whoever ends it may begin it again, and it goes
/// on, or finds that all is there. Offsets and their epoch stay.
public final class DataImport {
  /// While it is held no node brings the schema up to date, as each does when it starts. One that
  /// was killed a moment ago may still have it.
  private static final String LOCK =
      "SET lock_timeout = '10s';"
          + " SELECT pg_advisory_lock(hashtext('belfry'), hashtext('migration'))";

  private static final String NOT_LOCKED = "55P03";

  private final PostgresSettings settings;
  private final String schema;
  private final ChannelPolicies policies;
  private final BiConsumer<String, Long> progress;

  /// @param policies by which history is kept until a channel's next message
  /// @param progress is told of what, and how many of it, after each piece
  public DataImport(EngineUrl url, ChannelPolicies policies, BiConsumer<String, Long> progress) {
    this.settings = PostgresSettings.of(url.text());
    this.schema = Durability.DURABLE.schema(settings.schema());
    this.policies = policies;
    this.progress = progress;
  }

  /// How far it is.
  ///
  /// @param number the last one taken
  /// @param text of the last one, where a number is not enough
  private record Progress(Stage stage, long number, String text, long count) {
    Progress next() {
      Stage next =
          switch (stage) {
            case CHANNELS -> Stage.MESSAGES;
            case MESSAGES -> Stage.KEYS;
            case KEYS -> Stage.SCHEDULED;
            case SCHEDULED -> Stage.INBOXES;
            case INBOXES -> Stage.CHECK;
            case CHECK, DONE -> Stage.DONE;
          };
      return new Progress(next, 0, "", 0);
    }

    Progress by(long last, String lastText, int rows) {
      return new Progress(stage, last, lastText, count + rows);
    }
  }

  private enum Stage {
    CHANNELS,
    MESSAGES,
    KEYS,
    SCHEDULED,
    INBOXES,
    CHECK,
    DONE
  }

  /// What is taken.
  ///
  /// @param inboxes to which they come
  private record Source(StoredData data, InboxImport inboxes) {
    String fingerprint() throws IOException {
      return data.fingerprint() + " " + inboxes.data().fingerprint();
    }
  }

  /// Takes everything.
  ///
  /// @throws IOException where the database can't be reached, is in use or holds other data, or the
  ///   data has changed since a part of it was taken
  public void run(StoredData data, InboxData inboxes) throws IOException {
    Migration migration = new Migration(settings, Durability.DURABLE);
    if (!migration.run()) {
      throw new IOException("the database " + settings + " can't be reached");
    }
    try (Connection connection = migration.source().getConnection()) {
      lock(connection);
      require(
          !truth(
              connection,
              "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                  + " AND application_name = 'belfry listen')"),
          "is in use by a server");
      connection.setAutoCommit(false);
      Source source = new Source(data, new InboxImport(connection, schema, inboxes));
      Progress at = begin(connection, source);
      while (at.stage != Stage.DONE) {
        at = piece(connection, source, at);
        connection.commit();
        tell(at.stage, at.count);
      }
      connection.setAutoCommit(true);
      analyze(connection);
    } catch (SQLException failure) {
      throw new IOException("the database " + settings + ": " + failure.getMessage(), failure);
    }
  }

  private void tell(Stage stage, long count) {
    progress.accept(stage.name().toLowerCase(Locale.ROOT), count);
  }

  private void analyze(Connection connection) throws SQLException {
    StringJoiner tables = new StringJoiner(", %s.", "ANALYZE %s.", "");
    List.of("channel", "message", "idempotency_key", "scheduled").forEach(tables::add);
    for (InboxTable table : InboxTable.values()) {
      tables.add("inbox_" + table.tableName());
    }
    execute(connection, tables.toString());
  }

  private void lock(Connection connection) throws SQLException, IOException {
    try {
      execute(connection, LOCK);
    } catch (SQLException failure) {
      require(
          !NOT_LOCKED.equals(failure.getSQLState()),
          "is being migrated by somebody else, or a server that uses it is starting");
      throw failure;
    }
  }

  private void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException("the database " + settings + " " + otherwise);
    }
  }

  private static boolean truth(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("%s", schema));
    }
  }

  // ---- where it is

  private Progress begin(Connection connection, Source source) throws SQLException, IOException {
    if (truth(connection, "SELECT to_regclass('" + schema + ".import') IS NOT NULL")) {
      return resumed(connection, source);
    }
    require(
        truth(
            connection,
            "SELECT NOT EXISTS (SELECT FROM %s.channel) AND NOT EXISTS (SELECT FROM %s.scheduled)"
                .replace("%s", schema)),
        "holds channels already");
    require(source.inboxes.untouched(), "holds inboxes already");
    source.inboxes.begin();
    execute(connection, "SELECT %s.life_v1()");
    try (PreparedStatement life =
        connection.prepareStatement("UPDATE " + schema + ".life SET name = ?, previous = NULL")) {
      life.setString(1, source.data.epoch());
      life.executeUpdate();
    }
    execute(
        connection,
        "CREATE TABLE %s.import (source text, fingerprint text, stage text, number bigint,"
            + " text text, count bigint)");
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + schema + ".import VALUES (?, ?, 'CHANNELS', 0, '', 0)")) {
      insert.setString(1, source.data.epoch());
      insert.setString(2, source.fingerprint());
      insert.executeUpdate();
    }
    connection.commit();
    return new Progress(Stage.CHANNELS, 0, "", 0);
  }

  private Progress resumed(Connection connection, Source source) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + schema + ".import")) {
      row.next();
      require(
          source.data.epoch().equals(row.getString(1))
              && source.fingerprint().equals(row.getString(2)),
          "holds a part of other data, or of this as it was before a server used it again;"
              + " drop its schema "
              + schema
              + " to begin anew");
      return new Progress(
          Stage.valueOf(row.getString(3)), row.getLong(4), row.getString(5), row.getLong(6));
    }
  }

  private void note(Connection connection, Progress at) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE " + schema + ".import SET stage = ?, number = ?, text = ?, count = ?")) {
      update.setString(1, at.stage.name());
      update.setLong(2, at.number);
      update.setString(3, at.text);
      update.setLong(4, at.count);
      update.executeUpdate();
    }
  }

  // ---- pieces

  private Progress piece(Connection connection, Source source, Progress at)
      throws SQLException, IOException {
    StoredData data = source.data;
    ImportRows rows = new ImportRows(connection, schema, data.epoch());
    Progress next =
        switch (at.stage) {
          case CHANNELS -> {
            List<StoredData.Channel> piece = data.channelsAfter(at.number);
            rows.addChannels(piece, policies);
            yield after(at, last(piece), StoredData.Channel::id, piece.size());
          }
          case MESSAGES -> {
            List<StoredData.Appended> piece = data.messagesAfter(at.number);
            rows.addMessages(piece);
            yield after(at, last(piece), StoredData.Appended::number, piece.size());
          }
          case KEYS -> {
            List<StoredData.Key> piece = data.keysAfter(at.number, at.text);
            rows.addKeys(piece);
            StoredData.Key last = last(piece);
            yield last == null ? at.next() : at.by(last.channel(), last.text(), piece.size());
          }
          case SCHEDULED -> {
            List<StoredData.Later> piece = data.scheduledAfter(at.number);
            rows.addScheduled(piece);
            yield after(at, last(piece), StoredData.Later::number, piece.size());
          }
          case INBOXES -> {
            InboxImport.Piece piece = source.inboxes.piece(at.text);
            yield piece.place().map(place -> at.by(0, place, piece.rows())).orElseGet(at::next);
          }
          case CHECK -> checked(connection, source, at);
          case DONE -> at;
        };
    note(connection, next);
    return next;
  }

  private Progress checked(Connection connection, Source source, Progress at)
      throws SQLException, IOException {
    settle(connection);
    source.inboxes.settle();
    source.inboxes.check(count -> tell(Stage.CHECK, count));
    return at.next();
  }

  private static <R> @Nullable R last(List<R> piece) {
    return piece.isEmpty() ? null : piece.getLast();
  }

  private static <R> Progress after(
      Progress at, @Nullable R last, ToLongFunction<R> number, int rows) {
    return last == null ? at.next() : at.by(number.applyAsLong(last), "", rows);
  }

  /// What is appended from now on comes after what was taken.
  private void settle(Connection connection) throws SQLException {
    for (String sequence : List.of("channel id", "scheduled number")) {
      String table = schema + "." + sequence.substring(0, sequence.indexOf(' '));
      String column = sequence.substring(sequence.indexOf(' ') + 1);
      execute(
          connection,
          "SELECT setval(pg_get_serial_sequence('%1$s', '%2$s'), m.max)"
              .concat(" FROM (SELECT max(%2$s) FROM %1$s) m WHERE m.max IS NOT NULL")
              .formatted(table, column));
    }
  }
}
