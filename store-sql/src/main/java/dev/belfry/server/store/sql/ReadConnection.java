package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A connection that reads, with its statements. One thread at a time uses it; each question is one
/// transaction, so that it sees one state.
final class ReadConnection implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement selectTrimmed;
  private final PreparedStatement selectMessages;
  private final PreparedStatement selectLast;
  private final PreparedStatement selectTime;

  ReadConnection(Connection connection) throws SQLException {
    this.connection = connection;
    selectTrimmed = connection.prepareStatement("SELECT trimmed_through FROM channel WHERE id = ?");
    selectMessages =
        connection.prepareStatement(
            "SELECT message_offset, id, time, data, kind, replace_key, expires, publisher_session"
                + " FROM message"
                + " WHERE channel = ? AND message_offset > ? AND message_offset <= ?"
                + " ORDER BY message_offset");
    selectLast =
        connection.prepareStatement(
            "SELECT message_offset FROM message WHERE channel = ? AND message_offset <="
                + " ? AND expires > ?"
                + " ORDER BY message_offset DESC LIMIT 1 OFFSET ?");
    selectTime =
        connection.prepareStatement(
            "SELECT message_offset, time FROM message WHERE channel = ? AND"
                + " message_offset > ? AND message_offset <= ?"
                + " ORDER BY message_offset LIMIT 1");
  }

  Replay read(long channel, long after, long through, int bytesMax, long nowMillis)
      throws SQLException {
    long trimmed = Math.min(trimmedThrough(channel), through);
    if (after < trimmed) {
      return new Replay.Gap(trimmed - after, trimmed);
    }
    selectMessages.setLong(1, channel);
    selectMessages.setLong(2, after);
    selectMessages.setLong(3, through);
    List<Message> run = new ArrayList<>();
    long bytesRead = 0;
    try (ResultSet row = selectMessages.executeQuery()) {
      while (row.next()) {
        if (row.getLong(7) <= nowMillis) {
          continue;
        }
        Message message = message(row);
        run.add(message);
        bytesRead += message.data().length;
        if (bytesRead >= bytesMax) {
          return new Replay.Batch(run, message.offset());
        }
      }
    }
    return new Replay.Batch(run, through);
  }

  private static Message message(ResultSet row) throws SQLException {
    byte[] publisherSession = row.getBytes(8);
    return new Message(
        row.getLong(1),
        Ulid.from(row.getBytes(2)),
        row.getLong(3),
        row.getBytes(4),
        row.getInt(5) == 1 ? Message.Kind.JSON : Message.Kind.TEXT,
        row.getString(6),
        row.getLong(7),
        publisherSession == null ? null : Ulid.from(publisherSession));
  }

  private long trimmedThrough(long channel) throws SQLException {
    selectTrimmed.setLong(1, channel);
    try (ResultSet row = selectTrimmed.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// The cursor before the last `count` messages up to the head; 0 where there are fewer.
  long beforeLast(long channel, long head, int count, long nowMillis) throws SQLException {
    selectLast.setLong(1, channel);
    selectLast.setLong(2, head);
    selectLast.setLong(3, nowMillis);
    selectLast.setInt(4, count - 1);
    try (ResultSet row = selectLast.executeQuery()) {
      return row.next() ? row.getLong(1) - 1 : 0;
    }
  }

  /// The cursor before the first message that is not older, by halves, since times rise with the
  /// offsets but where the clock was set back; the head where all are older.
  long beforeTime(long channel, long trimmedThrough, long head, long timeMillis)
      throws SQLException {
    long low = trimmedThrough;
    long high = head;
    while (low < high) {
      long middle = low + (high - low) / 2;
      selectTime.setLong(1, channel);
      selectTime.setLong(2, middle);
      selectTime.setLong(3, high);
      try (ResultSet row = selectTime.executeQuery()) {
        if (row.next() && row.getLong(2) < timeMillis) {
          low = row.getLong(1);
        } else {
          high = middle;
        }
      }
    }
    return low;
  }

  /// Lets go of the state that was read.
  void end() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
