package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.store.shared.ChannelState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the database says of a group that it has committed.
///
/// @param rows of messages, in the group's order
/// @param states of the channels that have grown, after the group
/// @param over channels that have more than their policy keeps
record CommittedGroup(
    GroupItem.GroupNumber number,
    List<Row> rows,
    Map<ChannelName, ChannelState> states,
    Set<ChannelName> over) {

  /// What came of one message.
  enum Outcome {
    KEPT,
    DUPLICATE,
    CONFLICT
  }

  /// What is said of one message.
  ///
  /// @param state of its channel after the group
  /// @param answered the epoch that a duplicate was answered with; else null
  record Row(
      Outcome outcome,
      ChannelState state,
      long offset,
      Ulid id,
      long timeMillis,
      @Nullable String answered) {
    /// The channel as it was when this message was the last.
    ChannelState stateThen() {
      return new ChannelState(state.epoch(), state.trimmedThrough(), offset);
    }
  }

  /// Reads what a function that appends returns; null where it did nothing.
  static @Nullable CommittedGroup read(ResultSet result) throws SQLException {
    GroupItem.GroupNumber number = null;
    List<@Nullable Row> rows = new ArrayList<>();
    Map<ChannelName, ChannelState> states = new LinkedHashMap<>();
    Set<ChannelName> over = new LinkedHashSet<>();
    while (result.next()) {
      int n = result.getInt(1);
      if (n == 0) {
        number = new GroupItem.GroupNumber(result.getString(4), result.getLong(10));
        continue;
      }
      Row row = row(result);
      while (rows.size() < n) {
        rows.add(null);
      }
      rows.set(n - 1, row);
      ChannelName channel = new ChannelName(result.getString(3));
      if (row.outcome == Outcome.KEPT) {
        states.put(channel, row.state);
      }
      if (result.getBoolean(9)) {
        over.add(channel);
      }
    }
    if (number == null) {
      return null;
    }
    List<Row> all = rows.stream().map(Objects::requireNonNull).toList();
    return new CommittedGroup(number, all, states, over);
  }

  private static Row row(ResultSet result) throws SQLException {
    return new Row(
        Outcome.values()[result.getInt(2)],
        Rows.state(result, 4),
        result.getLong(10),
        Rows.id(result, 11),
        result.getLong(12),
        result.getString(13));
  }
}
