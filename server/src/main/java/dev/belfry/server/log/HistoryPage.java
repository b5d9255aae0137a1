package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some messages of a channel, in order.
///
/// @param position what the next `after` should be
/// @param gap what was missed before the first of them; null for nothing
/// @param more whether there are further messages in the direction of reading
public record HistoryPage(
    Position position, List<Message> messages, Replay.@Nullable Gap gap, boolean more)
    implements HistoryRange.Outcome {
  /// Nothing to report: a reader may as well wait.
  public boolean uneventful() {
    return messages.isEmpty() && gap == null;
  }
}
