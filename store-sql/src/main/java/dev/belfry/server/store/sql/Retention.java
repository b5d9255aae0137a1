package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.store.sql.WriteConnection.ChannelRow;
import dev.belfry.server.store.sql.WriteConnection.Outline;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;

/// Trims what the policies do not keep, some rows in each group, so that no group takes long: as
/// many as were appended in it, and some more to catch up. Owned by the writer.
final class Retention {
  private static final int ROWS_PER_GROUP = 200;
  private static final int CHANNELS_PER_SWEEP = 50;
  private static final int KEYS_PER_SWEEP = 1_000;

  private final Channels channels;
  private final long idempotencyAgeMillis;
  private final LinkedHashSet<ChannelName> overdue = new LinkedHashSet<>();
  private long sweptThrough;

  Retention(Channels channels, long idempotencyAgeMillis) {
    this.channels = channels;
    this.idempotencyAgeMillis = idempotencyAgeMillis;
  }

  /// Whether there is more to trim.
  boolean behind() {
    return !overdue.isEmpty();
  }

  /// Looks at some channels, in turn, for messages that have come of age. A channel that is not
  /// durable any more is let be: what it had is there again when it is durable again.
  void sweep(CommitGroup group) throws SQLException {
    group.connection().removeKeysBefore(group.nowMillis() - idempotencyAgeMillis, KEYS_PER_SWEEP);
    List<WriteConnection.Name> names =
        group.connection().channelsAfter(sweptThrough, CHANNELS_PER_SWEEP);
    sweptThrough = names.size() < CHANNELS_PER_SWEEP ? 0 : names.getLast().id();
    names.stream()
        .map(name -> new ChannelName(name.text()))
        .filter(channels::durable)
        .forEach(overdue::add);
  }

  /// Trims within the group.
  void trim(CommitGroup group) throws SQLException {
    for (SqlLog log : group.changed()) {
      if (tooLarge(log.policy().history(), log.row().count(), log.row().bytes())) {
        overdue.add(log.channel());
      }
    }
    int left = 2 * group.appends() + ROWS_PER_GROUP;
    while (left > 0 && !overdue.isEmpty()) {
      left -= trim(group, group.load(overdue.removeFirst()), left);
    }
  }

  /// Trims one log and returns how many rows it looked at.
  private int trim(CommitGroup group, SqlLog log, int rowsMax) throws SQLException {
    ChannelRow row = log.row();
    ChannelPolicy.History history = log.policy().history();
    long count = row.count();
    long bytes = row.bytes();
    long trimmedThrough = row.trimmedThrough();
    List<Outline> oldest = group.connection().oldest(row.id(), rowsMax);
    int trimmed = 0;
    for (Outline outline : oldest) {
      boolean old = group.nowMillis() - outline.timeMillis() > history.age().toMillis();
      if (!old && !tooLarge(history, count, bytes)) {
        break;
      }
      count--;
      bytes -= CommitGroup.bytesOf(outline.dataBytes());
      trimmedThrough = outline.offset();
      trimmed++;
    }
    if (trimmed > 0) {
      group.connection().removeThrough(row.id(), trimmedThrough);
      group.change(log, new ChannelRow(row.id(), row.head(), trimmedThrough, count, bytes));
    }
    if (trimmed == rowsMax) {
      overdue.add(log.channel());
    }
    return trimmed + 1;
  }

  private static boolean tooLarge(ChannelPolicy.History history, long count, long bytes) {
    return count > history.count() || bytes > history.bytesMax();
  }
}
