package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.store.MessageChunks;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The channels that the writer has in mind, the least recently used first; all others it reads
/// from the database when they are named. Owned by the writer.
final class Channels {
  private final Map<ChannelName, SqlLog> logs = new LinkedHashMap<>(16, 0.75f, true);
  private final ChannelPolicies policies;
  private final SqlLog.Room room;
  private final long tailBytesMax;
  private long bytes;

  Channels(ChannelPolicies policies, SqlLog.Room room, long tailBytesMax) {
    this.policies = policies;
    this.room = room;
    this.tailBytesMax = tailBytesMax;
  }

  SqlLog load(Journal journal, ChannelName channel) throws SQLException {
    SqlLog known = logs.get(channel);
    if (known != null) {
      return known;
    }
    SqlLog log =
        new SqlLog(room, channel, policies.policyFor(channel), journal.channel(channel.text()));
    logs.put(channel, log);
    count(log);
    return log;
  }

  /// Whether the channel is to be kept here, by its policy as it is now.
  boolean durable(ChannelName channel) {
    return policies.policyFor(channel).durable();
  }

  /// The channel where it is in mind; null elsewhere.
  @Nullable SqlLog known(ChannelName channel) {
    return logs.get(channel);
  }

  /// Forgets the channel where nothing needs it.
  void forgetIfIdle(SqlLog log) {
    if (log.idle() && logs.remove(log.channel(), log)) {
      bytes -= log.countedBytes;
    }
  }

  /// Counts anew what a log that has changed costs.
  void count(SqlLog log) {
    long cost = MessageChunks.LOG_BYTES + log.tailBytes();
    bytes += cost - log.countedBytes;
    log.countedBytes = cost;
  }

  /// Keeps all tails within their bytes, at the expense of the least recently used.
  void bound() {
    Iterator<SqlLog> oldest = logs.values().iterator();
    while (bytes > tailBytesMax && oldest.hasNext()) {
      SqlLog log = oldest.next();
      log.dropTail();
      count(log);
      if (log.idle()) {
        oldest.remove();
        bytes -= log.countedBytes;
      }
    }
  }

  /// What all that is in mind costs.
  long bytes() {
    return bytes;
  }

  Collection<SqlLog> all() {
    return logs.values();
  }
}
