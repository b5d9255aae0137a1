package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.store.shared.Appending;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A message that waits to be appended.
///
/// @param keepsOrigin whether the id of the publishing session is kept with it
/// @param lastsMillis from now on, when it was asked for; null for always
record AskedAppend(
    ChannelName channel,
    KeptHistory history,
    boolean keepsOrigin,
    Draft draft,
    @Nullable Long lastsMillis,
    CompletableFuture<Appending> answer)
    implements GroupItem {
  private static final int OVERHEAD_BYTES = 600;

  /// What it costs while it waits.
  long costBytes() {
    return (long) OVERHEAD_BYTES + draft.data().length;
  }
}
