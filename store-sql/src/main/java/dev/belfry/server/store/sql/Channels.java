package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.store.LogTable;
import dev.belfry.server.store.Tail;
import dev.belfry.server.store.TailBudget;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The channels that the writer has in mind; all others it reads from the database when they are
/// named. Owned by the writer.
final class Channels {
  private final LogTable<SqlLog> table = new LogTable<>();
  private final Map<ChannelName, SqlLog> logs = table.logs();

  /// Of logs with something to give up. One that has nothing but its listeners costs nothing here,
  /// so that a commit costs nothing for it.
  private final TailBudget<SqlLog> tails;

  private final ChannelPolicies policies;
  private final SqlLog.Context context;

  Channels(ChannelPolicies policies, SqlLog.Context context, long tailBytesMax) {
    this.policies = policies;
    this.context = context;
    this.tails = new TailBudget<>(tailBytesMax, this::costOf, this::giveUp);
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
      tails.remove(log);
    }
  }

  /// What a log costs with its tail; one that has listeners is theirs, and counts with its tail
  /// alone.
  private long costOf(SqlLog log) {
    if (!log.equals(logs.get(log.channel()))) {
      return 0;
    }
    return log.tail().bytes() + (log.tail().listeners().none() ? Tail.LOG_BYTES : 0);
  }

  private void giveUp(SqlLog log) {
    log.dropTail();
    forgetIfIdle(log);
  }

  /// Counts anew what a log that has changed costs.
  void count(SqlLog log) {
    tails.count(log);
  }

  /// Keeps all tails within their bytes. Returns how many logs it looked at.
  int bound() {
    return tails.bound();
  }

  /// What all tails cost, with the logs that nobody listens to.
  long bytes() {
    return tails.bytes();
  }

  /// What any thread may see.
  KnownChannels known() {
    return table.seen(Runnable::run, log -> Optional.of(log.state()));
  }

  Collection<SqlLog> all() {
    return logs.values();
  }
}
