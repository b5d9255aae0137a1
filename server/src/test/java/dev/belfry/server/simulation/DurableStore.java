package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Where durable channels are kept. It outlives the server: one run after another opens it.
interface DurableStore extends AutoCloseable {
  /// How a run of the server ends.
  enum Ending {
    /// Without a goodbye: what was not committed never is.
    KILLED,

    /// In order: what waits is committed and answered.
    STOPPED,

    /// As killed, and the next run finds an older state: a backup, or what a power failure left.
    SET_BACK
  }

  /// A run of the server begins.
  ///
  /// @param policies of this run
  /// @param memory keeps the channels that are not durable
  Logs open(ChannelPolicies policies, Logs memory);

  /// What the run can keep for later; null where it can't.
  @Nullable Schedule schedule();

  /// The run ends.
  void end(Ending how);

  /// Of its channels, in this run.
  String epoch();

  /// Something happens that a store may meet: it fails for a while, or a backup is taken.
  void meetTrouble(Random random);

  /// Whether an append may be answered unavailable.
  ///
  /// @param sinceNanos when it was sent
  boolean mayRefuse(long sinceNanos);

  /// The trouble is over.
  void recover();

  /// Holds what it has against what was acknowledged.
  void verify();

  @Override
  void close();
}
