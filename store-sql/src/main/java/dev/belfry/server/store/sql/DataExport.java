package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.config.Sync;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.StoredData;
import dev.belfry.server.store.inbox.InboxData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in a data folder, for another store to take over. While it is open no server can use the
/// folder.
public final class DataExport implements StoredData {
  private static final int ROWS_MAX = 1_000;
  private static final long BYTES_MAX = 1 << 20;

  private static final String MESSAGES =
      "SELECT number, channel, message_offset, id, time, data, kind, replace_key, expires,"
          + " publisher_session FROM message WHERE number > ? ORDER BY number LIMIT "
          + ROWS_MAX;
  private static final String CHANNELS =
      "SELECT id, name, head, trimmed_through, count, bytes FROM channel WHERE id > ?"
          + " ORDER BY id LIMIT "
          + ROWS_MAX;
  private static final String KEYS =
      "SELECT channel, text, digest, message_offset, id, time FROM idempotency_key"
          + " WHERE (channel, text) > (?, ?) ORDER BY channel, text LIMIT "
          + ROWS_MAX;
  private static final String SCHEDULED =
      "SELECT number, channel, id, at, data, kind, idempotency_key, replace_key, expires, author"
          + " FROM scheduled WHERE number > ? ORDER BY number LIMIT "
          + ROWS_MAX;

  private final DataFolder folder;
  private final Connection connection;
  private final String epoch;

  private DataExport(DataFolder folder, Connection connection, String epoch) {
    this.folder = folder;
    this.connection = connection;
    this.epoch = epoch;
  }

  /// Takes the folder.
  ///
  /// @throws IOException where a server has it, or there is no database in it that can be read
  public static DataExport open(Path path) throws IOException {
    if (!Files.exists(DataFolder.databaseIn(path))) {
      throw new IOException("there is no database in " + path);
    }
    DataFolder folder = DataFolder.take(path);
    SqliteFile file = new SqliteFile(folder.database(), Sync.FULL);
    try {
      file.migrate();
      return new DataExport(folder, file.openToRead(), epochOf(file));
    } catch (SQLException unusable) {
      folder.close();
      throw new IOException(
          "the database " + folder.database() + " can't be used: " + unusable.getMessage(),
          unusable);
    }
  }

  /// The epoch that a server would go on in; it is settled from now on.
  private static String epochOf(SqliteFile file) throws SQLException {
    try (Connection connection = file.openToWrite()) {
      forgetProbe(connection);
      String epoch = Identity.begin(connection, Sync.FULL, Identity.thisBoot(), new SecureRandom());
      Identity.end(connection);
      return epoch;
    }
  }

  /// What a server published to itself stays behind; where it runs here again, it begins anew.
  private static void forgetProbe(Connection connection) throws SQLException {
    for (String statement :
        List.of(
            "DELETE FROM message WHERE channel = (SELECT id FROM channel WHERE name = ?)",
            "DELETE FROM channel WHERE name = ?")) {
      try (PreparedStatement delete = connection.prepareStatement(statement)) {
        delete.setString(1, ProbeChannel.DURABLE.text());
        delete.executeUpdate();
      }
    }
  }

  @Override
  public String epoch() {
    return epoch;
  }

  /// The inboxes in the same folder, as long as this is open.
  public InboxData inboxes() {
    return new InboxExport(folder.database(), connection);
  }

  @Override
  public Totals totals() throws IOException {
    return new Totals(
        Long.parseLong(text("SELECT count(*) FROM channel")),
        Long.parseLong(text("SELECT count(*) FROM message")),
        Long.parseLong(text("SELECT count(*) FROM idempotency_key")),
        Long.parseLong(text("SELECT count(*) FROM scheduled")));
  }

  @Override
  public String fingerprint() throws IOException {
    return text(
        "SELECT count(*) || ' ' || total(head) || ' ' || total(trimmed_through) || ' '"
            + " || total(bytes) || ' ' || (SELECT count(*) FROM message) || ' '"
            + " || (SELECT total(number) FROM scheduled) FROM channel");
  }

  private String text(String question) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getString(1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  public List<Channel> channelsAfter(long id) throws IOException {
    return piece(
        CHANNELS,
        id,
        null,
        row -> {
          ChannelName name = new ChannelName(row.getString(2));
          return new Channel(
              row.getLong(1), name, row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
        });
  }

  @Override
  public List<Appended> messagesAfter(long number) throws IOException {
    return piece(
        MESSAGES,
        number,
        null,
        row -> {
          byte[] session = row.getBytes(10);
          Message message =
              new Message(
                  row.getLong(3),
                  Ulid.from(row.getBytes(4)),
                  row.getLong(5),
                  row.getBytes(6),
                  kind(row.getInt(7)),
                  row.getString(8),
                  row.getLong(9),
                  session == null ? null : Ulid.from(session));
          return new Appended(row.getLong(1), row.getLong(2), message);
        });
  }

  @Override
  public List<Key> keysAfter(long channel, String text) throws IOException {
    return piece(
        KEYS,
        channel,
        text,
        row ->
            new Key(
                row.getLong(1),
                row.getString(2),
                row.getBytes(3),
                row.getLong(4),
                Ulid.from(row.getBytes(5)),
                row.getLong(6)));
  }

  @Override
  public List<Later> scheduledAfter(long number) throws IOException {
    return piece(
        SCHEDULED,
        number,
        null,
        row -> {
          Ulid id = Ulid.from(row.getBytes(3));
          Draft draft =
              new Draft(
                  row.getBytes(5),
                  kind(row.getInt(6)),
                  row.getString(7),
                  row.getString(8),
                  row.getLong(9),
                  null,
                  id);
          return new Later(
              row.getLong(1), row.getLong(2), id, row.getLong(4), draft, row.getString(10));
        });
  }

  private static Message.Kind kind(int number) {
    return number == 1 ? Message.Kind.JSON : Message.Kind.TEXT;
  }

  /// What a row holds.
  private interface Reading<R> {
    R of(ResultSet row) throws SQLException;
  }

  /// The rows after a place, at least one where there is any, and so many as fit into memory.
  private <R> List<R> piece(String select, long after, @Nullable String andText, Reading<R> reading)
      throws IOException {
    List<R> rows = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setLong(1, after);
      if (andText != null) {
        statement.setString(2, andText);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (bytes < BYTES_MAX && row.next()) {
          R read = reading.of(row);
          rows.add(read);
          bytes += bytesOf(read);
        }
      }
      return rows;
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  private static long bytesOf(Object row) {
    return switch (row) {
      case Appended appended -> appended.message().data().length;
      case Later later -> later.draft().data().length;
      default -> 0;
    };
  }

  private IOException failed(SQLException failure) {
    return new IOException(
        "the database " + folder.database() + " can't be read: " + failure.getMessage(), failure);
  }

  @Override
  public void close() throws IOException {
    try (folder) {
      connection.close();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }
}
