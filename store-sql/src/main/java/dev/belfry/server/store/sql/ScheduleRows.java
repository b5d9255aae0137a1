package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.store.ScheduleBounds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of what is scheduled, on the writer's connection. Owned by the writer.
final class ScheduleRows {
  /// A message that waits.
  ///
  /// @param draft with the message's id
  /// @param author names who scheduled it
  record Row(ChannelName channel, Ulid id, Draft draft, long atMillis, String author) {}

  private static final String COLUMNS =
      "SELECT name, scheduled.id, kind, data, idempotency_key, replace_key, expires, at,"
          + " author"
          + " FROM scheduled JOIN channel ON channel.id = scheduled.channel";

  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement selectId;
  private final PreparedStatement selectKey;
  private final PreparedStatement selectDue;

  /// Counts with the transaction: when that fails, the connection is given up and this with it.
  private long size;

  private long bytes;

  ScheduleRows(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO scheduled"
                + " (id, channel, at, kind, data, idempotency_key, replace_key, expires, author)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    delete =
        connection.prepareStatement(
            "DELETE FROM scheduled WHERE id = ? RETURNING length(data) + length(author)");
    selectId = connection.prepareStatement(COLUMNS + " WHERE scheduled.id = ?");
    selectKey =
        connection.prepareStatement(
            COLUMNS + " WHERE scheduled.channel = ? AND idempotency_key = ?");
    selectDue = connection.prepareStatement(COLUMNS + " WHERE at <= ? ORDER BY at, number LIMIT ?");
    String all = "SELECT count(*), coalesce(sum(length(data) + length(author)), 0) FROM scheduled";
    try (PreparedStatement count = connection.prepareStatement(all);
        ResultSet row = count.executeQuery()) {
      row.next();
      size = row.getLong(1);
      bytes = row.getLong(2) + size * ScheduleBounds.bytesOf(0);
    }
  }

  long size() {
    return size;
  }

  /// What they cost by the measure of the schedule's bounds.
  long bytes() {
    return bytes;
  }

  void add(Ulid id, long channel, Schedule.Entry entry) throws SQLException {
    Draft draft = entry.draft();
    insert.setBytes(1, id.toBytes());
    insert.setLong(2, channel);
    insert.setLong(3, entry.atMillis());
    insert.setInt(4, draft.kind() == Message.Kind.JSON ? 1 : 0);
    insert.setBytes(5, draft.data());
    insert.setString(6, draft.idempotencyKey());
    insert.setString(7, draft.replaceKey());
    insert.setLong(8, draft.expiresAtMillis());
    insert.setString(9, entry.author());
    insert.executeUpdate();
    size++;
    bytes += ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(draft.data(), entry.author()));
  }

  /// Removes a message; false where it is not there.
  boolean remove(Ulid id) throws SQLException {
    delete.setBytes(1, id.toBytes());
    try (ResultSet row = delete.executeQuery()) {
      boolean removed = row.next();
      if (removed) {
        size--;
        bytes -= ScheduleBounds.bytesOf(row.getLong(1));
      }
      return removed;
    }
  }

  /// What waits under an id; null for nothing.
  @Nullable Row find(Ulid id) throws SQLException {
    selectId.setBytes(1, id.toBytes());
    List<Row> rows = rows(selectId, 1);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /// What waits under an idempotency key; null for nothing.
  @Nullable Row find(long channel, String key) throws SQLException {
    selectKey.setLong(1, channel);
    selectKey.setString(2, key);
    List<Row> rows = rows(selectKey, 1);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /// Some whose time has come, in its order: at least one where there is any.
  ///
  /// @param bytesMax of what they cost, beyond which no other is read
  List<Row> due(long nowMillis, int countMax, long bytesMax) throws SQLException {
    selectDue.setLong(1, nowMillis);
    selectDue.setInt(2, countMax);
    return rows(selectDue, bytesMax);
  }

  private static List<Row> rows(PreparedStatement select, long bytesMax) throws SQLException {
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    try (ResultSet row = select.executeQuery()) {
      while (bytes < bytesMax && row.next()) {
        Ulid id = Ulid.from(row.getBytes(2));
        Draft draft =
            new Draft(
                row.getBytes(4),
                row.getInt(3) == 1 ? Message.Kind.JSON : Message.Kind.TEXT,
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                null,
                id);
        ChannelName channel = new ChannelName(row.getString(1));
        rows.add(new Row(channel, id, draft, row.getLong(8), row.getString(9)));
        bytes += ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(draft.data(), row.getString(9)));
      }
    }
    return rows;
  }
}
