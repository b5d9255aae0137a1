package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.shared.ChannelState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is in the rows that functions of the schema return.
final class Rows {
  private Rows() {}

  /// The state in five columns from one on: epoch, previous, base, trimmed, head.
  static ChannelState state(ResultSet row, int first) throws SQLException {
    Epoch epoch = new Epoch(row.getString(first), row.getString(first + 1), row.getLong(first + 2));
    return new ChannelState(epoch, row.getLong(first + 3), row.getLong(first + 4));
  }

  /// The message in eight columns from one on; null where there is none.
  static @Nullable Message message(ResultSet row, int first) throws SQLException {
    long offset = row.getLong(first);
    if (row.wasNull()) {
      return null;
    }
    long expires = row.getLong(first + 6);
    boolean never = row.wasNull();
    return new Message(
        offset,
        id(row, first + 1),
        row.getLong(first + 2),
        row.getBytes(first + 4),
        row.getInt(first + 3) == 1 ? Message.Kind.JSON : Message.Kind.TEXT,
        text(row.getBytes(first + 5)),
        never ? Long.MAX_VALUE : expires,
        row.getObject(first + 7) == null ? null : id(row, first + 7));
  }

  static Ulid id(ResultSet row, int column) throws SQLException {
    return Ulid.from(row.getObject(column, UUID.class));
  }

  static @Nullable String text(byte @Nullable [] utf8) {
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }

  static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static short number(Message.Kind kind) {
    return (short) (kind == Message.Kind.JSON ? 1 : 0);
  }

  /// How long from now something lasts; null for always.
  ///
  /// @param untilMillis `Long.MAX_VALUE` for always, by the same clock
  static @Nullable Long lasts(long untilMillis, long nowMillis) {
    return untilMillis == Long.MAX_VALUE ? null : Math.max(0, untilMillis - nowMillis);
  }
}
