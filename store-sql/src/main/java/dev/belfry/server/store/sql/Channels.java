package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.store.Tail;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The channels that the writer has in mind; all others it reads from the database when they are
/// named. Owned by the writer.
final class Channels {
  /// Logs that one commit looks at beyond those that it freed, since what a loop has yet to read
  /// can't be freed.
  private static final int LOOKED_AT_MAX = 64;

  private final Map<ChannelName, SqlLog> logs = new HashMap<>();

  /// Logs with something to give up, the least recently changed first. One that has nothing but its
  /// listeners is not here, so that a commit costs nothing for it.
  private final LinkedHashSet<SqlLog> evictable = new LinkedHashSet<>();

  private final ChannelPolicies policies;
  private final SqlLog.Context context;
  private final long tailBytesMax;
  private long bytes;

  Channels(ChannelPolicies policies, SqlLog.Context context, long tailBytesMax) {
    this.policies = policies;
    this.context = context;
    this.tailBytesMax = tailBytesMax;
  }

  SqlLog load(WriteConnection connection, ChannelName channel) throws SQLException {
    SqlLog known = logs.get(channel);
    if (known != null) {
      return known;
    }
    SqlLog log =
        new SqlLog(
            context, channel, policies.policyFor(channel), connection.channel(channel.text()));
    logs.put(channel, log);
    count(log);
    return log;
  }

  /// Whether the channel is to be kept here, by its policy as it is now.
  boolean durable(ChannelName channel) {
    return policies.policyFor(channel).store() == ChannelPolicy.Store.DURABLE;
  }

  /// The channel where it is in mind; null elsewhere.
  @Nullable SqlLog known(ChannelName channel) {
    return logs.get(channel);
  }

  /// Forgets the channel where nothing needs it.
  void forgetIfIdle(SqlLog log) {
    if (log.idle() && logs.remove(log.channel(), log)) {
      evictable.remove(log);
      bytes -= log.countedBytes;
    }
  }

  /// Counts anew what a log that has changed costs. One that has listeners is theirs, and counts
  /// with its tail alone.
  void count(SqlLog log) {
    long cost = log.tail().bytes() + (log.tail().listeners().none() ? Tail.LOG_BYTES : 0);
    bytes += cost - log.countedBytes;
    log.countedBytes = cost;
    evictable.remove(log);
    if (cost > 0) {
      evictable.add(log);
    }
  }

  /// Keeps all tails within their bytes, at the expense of those that have not changed for longest.
  /// Returns how many logs it looked at.
  int bound() {
    int looked = 0;
    int kept = 0;
    while (bytes > tailBytesMax && kept < LOOKED_AT_MAX && !evictable.isEmpty()) {
      SqlLog log = evictable.removeFirst();
      looked++;
      log.dropTail();
      count(log);
      forgetIfIdle(log);
      kept += log.countedBytes > 0 ? 1 : 0;
    }
    return looked;
  }

  /// What all tails cost, with the logs that nobody listens to.
  long bytes() {
    return bytes;
  }

  Collection<SqlLog> all() {
    return logs.values();
  }
}
