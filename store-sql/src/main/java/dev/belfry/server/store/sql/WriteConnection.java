package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writer's connection and its statements. Owned by the writer.
final class WriteConnection implements AutoCloseable {
  /// A channel as the database has it; an id of 0 where it has none.
  record ChannelRow(long id, long head, long trimmedThrough, long count, long bytes) {
    static final ChannelRow NONE = new ChannelRow(0, 0, 0, 0, 0);

    ChannelRow withId(long given) {
      return new ChannelRow(given, head, trimmedThrough, count, bytes);
    }

    ChannelRow withHead(long later) {
      return new ChannelRow(id, later, trimmedThrough, count, bytes);
    }
  }

  /// What is known of a message without reading it.
  record Outline(long offset, long timeMillis, int dataBytes) {}

  /// The answer given under an idempotency key.
  record KeyRow(byte[] digest, long offset, Ulid id, long timeMillis) {}

  private static final String INSERT_CHANNEL =
      "INSERT INTO channel (name, head, trimmed_through, count, bytes) VALUES (?, 0, 0, 0, 0)"
          + " RETURNING id";

  private static final String INSERT_MESSAGE =
      "INSERT INTO message (channel, message_offset, id, time, kind, data, replace_key,"
          + " expires, publisher_session)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String SELECT_KEY =
      "SELECT digest, message_offset, id, time FROM idempotency_key"
          + " WHERE channel = ? AND text = ?";

  private static final String INSERT_KEY =
      "INSERT INTO idempotency_key (channel, text, digest, message_offset, id, time)"
          + " VALUES (?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (channel, text) DO UPDATE SET digest = excluded.digest,"
          + " message_offset = excluded.message_offset, id = excluded.id, time = excluded.time";

  private static final String DELETE_KEYS =
      "DELETE FROM idempotency_key WHERE (channel, text) IN (SELECT channel, text"
          + " FROM idempotency_key WHERE time < ? ORDER BY time LIMIT ?)";

  private final Connection connection;
  private final ScheduleRows schedule;
  private final InboxConnection inboxes;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement savepoint;
  private final PreparedStatement rollBack;
  private final PreparedStatement selectChannel;
  private final PreparedStatement insertChannel;
  private final PreparedStatement updateChannel;
  private final PreparedStatement updateKept;
  private final PreparedStatement insertMessage;
  private final PreparedStatement deleteReplaced;
  private final PreparedStatement selectOldest;
  private final PreparedStatement deleteThrough;
  private final PreparedStatement selectKey;
  private final PreparedStatement insertKey;
  private final PreparedStatement deleteKeys;
  private final PreparedStatement selectNames;

  WriteConnection(Connection connection, Database.Dialect dialect, InboxDialect inboxDialect)
      throws SQLException {
    this.connection = connection;
    inboxes = new InboxConnection(connection, inboxDialect);
    schedule = new ScheduleRows(connection);
    begin = connection.prepareStatement(dialect.begin());
    commit = connection.prepareStatement("COMMIT");
    savepoint = connection.prepareStatement("SAVEPOINT step");
    rollBack = connection.prepareStatement("ROLLBACK TO step");
    selectChannel =
        connection.prepareStatement(
            "SELECT id, head, trimmed_through, count, bytes FROM channel WHERE name = ?");
    insertChannel = connection.prepareStatement(INSERT_CHANNEL);
    updateChannel =
        connection.prepareStatement(
            "UPDATE channel SET head = ?, trimmed_through = ?, count = ?, bytes = ? WHERE id = ?");
    updateKept =
        connection.prepareStatement(
            "UPDATE channel SET kept = CASE WHEN count > 0 THEN 1 ELSE 0 END WHERE id = ?");
    insertMessage = connection.prepareStatement(INSERT_MESSAGE);
    deleteReplaced =
        connection.prepareStatement(
            "DELETE FROM message WHERE channel = ? AND replace_key = ?"
                + " RETURNING message_offset, time, length(data)");
    selectOldest =
        connection.prepareStatement(
            "SELECT message_offset, time, length(data) FROM message WHERE channel = ?"
                + " ORDER BY message_offset LIMIT ?");
    deleteThrough =
        connection.prepareStatement(
            "DELETE FROM message WHERE channel = ? AND message_offset <= ?");
    selectKey = connection.prepareStatement(SELECT_KEY);
    insertKey = connection.prepareStatement(INSERT_KEY);
    deleteKeys = connection.prepareStatement(DELETE_KEYS);
    selectNames =
        connection.prepareStatement(
            "SELECT id, name FROM "
                + dialect.keptChannels()
                + " WHERE id > ? AND kept = 1 ORDER BY id LIMIT ?");
  }

  /// The connection itself.
  Connection jdbc() {
    return connection;
  }

  ScheduleRows schedule() {
    return schedule;
  }

  /// The same connection, for inboxes.
  InboxConnection inboxes() {
    return inboxes;
  }

  ChannelRow channel(String name) throws SQLException {
    selectChannel.setString(1, name);
    try (ResultSet row = selectChannel.executeQuery()) {
      return row.next()
          ? new ChannelRow(
              row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))
          : ChannelRow.NONE;
    }
  }

  long addChannel(String name) throws SQLException {
    insertChannel.setString(1, name);
    try (ResultSet row = insertChannel.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Writes a channel's row.
  ///
  /// @param keptBefore whether it had messages when it was last written or read
  void update(ChannelRow channel, boolean keptBefore) throws SQLException {
    updateChannel.setLong(1, channel.head());
    updateChannel.setLong(2, channel.trimmedThrough());
    updateChannel.setLong(3, channel.count());
    updateChannel.setLong(4, channel.bytes());
    updateChannel.setLong(5, channel.id());
    updateChannel.executeUpdate();
    if (keptBefore != channel.count() > 0) {
      updateKept.setLong(1, channel.id());
      updateKept.executeUpdate();
    }
  }

  void add(long channel, Message message) throws SQLException {
    insertMessage.setLong(1, channel);
    insertMessage.setLong(2, message.offset());
    insertMessage.setBytes(3, message.id().toBytes());
    insertMessage.setLong(4, message.timeMillis());
    insertMessage.setInt(5, message.kind() == Message.Kind.JSON ? 1 : 0);
    insertMessage.setBytes(6, message.data());
    insertMessage.setString(7, message.replaceKey());
    insertMessage.setLong(8, message.expiresAtMillis());
    Ulid publisherSession = message.publisherSession();
    insertMessage.setBytes(9, publisherSession == null ? null : publisherSession.toBytes());
    insertMessage.executeUpdate();
  }

  /// Removes the message that has this replace key; null where there is none.
  @Nullable Outline removeReplaced(long channel, String replaceKey) throws SQLException {
    deleteReplaced.setLong(1, channel);
    deleteReplaced.setString(2, replaceKey);
    List<Outline> removed = outlines(deleteReplaced);
    return removed.isEmpty() ? null : removed.getFirst();
  }

  List<Outline> oldest(long channel, int countMax) throws SQLException {
    selectOldest.setLong(1, channel);
    selectOldest.setInt(2, countMax);
    return outlines(selectOldest);
  }

  private static List<Outline> outlines(PreparedStatement statement) throws SQLException {
    List<Outline> outlines = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        outlines.add(new Outline(row.getLong(1), row.getLong(2), row.getInt(3)));
      }
    }
    return outlines;
  }

  void removeThrough(long channel, long offset) throws SQLException {
    deleteThrough.setLong(1, channel);
    deleteThrough.setLong(2, offset);
    deleteThrough.executeUpdate();
  }

  @Nullable KeyRow key(long channel, String text) throws SQLException {
    selectKey.setLong(1, channel);
    selectKey.setString(2, text);
    try (ResultSet row = selectKey.executeQuery()) {
      return row.next()
          ? new KeyRow(row.getBytes(1), row.getLong(2), Ulid.from(row.getBytes(3)), row.getLong(4))
          : null;
    }
  }

  void putKey(long channel, String text, KeyRow answer) throws SQLException {
    insertKey.setLong(1, channel);
    insertKey.setString(2, text);
    insertKey.setBytes(3, answer.digest());
    insertKey.setLong(4, answer.offset());
    insertKey.setBytes(5, answer.id().toBytes());
    insertKey.setLong(6, answer.timeMillis());
    insertKey.executeUpdate();
  }

  void removeKeysBefore(long timeMillis, int countMax) throws SQLException {
    deleteKeys.setLong(1, timeMillis);
    deleteKeys.setInt(2, countMax);
    deleteKeys.executeUpdate();
  }

  /// A channel that has messages.
  record Name(long id, String text) {}

  List<Name> channelsAfter(long id, int countMax) throws SQLException {
    selectNames.setLong(1, id);
    selectNames.setInt(2, countMax);
    List<Name> names = new ArrayList<>();
    try (ResultSet row = selectNames.executeQuery()) {
      while (row.next()) {
        names.add(new Name(row.getLong(1), row.getString(2)));
      }
    }
    return names;
  }

  /// Begins a transaction; whatever is done outside of one commits by itself.
  void begin() throws SQLException {
    begin.execute();
  }

  void commit() throws SQLException {
    commit.execute();
  }

  /// Begins a step of the transaction that can be undone.
  void savepoint() throws SQLException {
    savepoint.execute();
  }

  /// Undoes what was done since.
  void rollBackToSavepoint() throws SQLException {
    rollBack.execute();
  }

  /// Whatever has not been committed is gone.
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
