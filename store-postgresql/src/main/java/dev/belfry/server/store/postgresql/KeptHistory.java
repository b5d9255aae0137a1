package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicy;
import java.time.Duration;

/// What the database keeps of a channel.
///
/// @param bytes with 200 for each message itself
record KeptHistory(long count, long bytes, long ageMillis) {
  /// Without history too, nodes read what they were signalled, and clients that fall behind a
  /// little lose nothing.
  private static final KeptHistory PASSING =
      new KeptHistory(4_096, 16 << 20, Duration.ofMinutes(1).toMillis());

  static KeptHistory of(ChannelPolicy policy) {
    ChannelPolicy.History history = policy.history();
    return history.kept()
        ? new KeptHistory(history.count(), history.bytesMax(), history.age().toMillis())
        : PASSING;
  }
}
