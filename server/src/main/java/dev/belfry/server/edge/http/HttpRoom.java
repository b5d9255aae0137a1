package dev.belfry.server.edge.http;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Clock;
import io.netty.buffer.ByteBufAllocator;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// What the HTTP side of one loop works with.
///
/// @param programs paths of WebSockets that the embedding program serves, as decoded
/// @param messageBytesMax what a message, and so most bodies, may have
/// @param historyPageMax messages in one page of history
/// @param channelsPerStreamMax channels in one event stream
/// @param leaving whether the server is about to stop: then no stream or WebSocket begins
public record HttpRoom(
    GuardSettings guard,
    Set<String> programs,
    ChannelPolicies policies,
    Scheduler scheduler,
    HistoryReader history,
    LoopPresence presence,
    Waiter waiter,
    Readiness readiness,
    BooleanSupplier leaving,
    int messageBytesMax,
    int historyPageMax,
    int channelsPerStreamMax,
    BatchBounds batch,
    ByteBufAllocator allocator,
    Clock clock) {

  /// Whether something may begin that would last.
  Checked<HttpRoom> mayBegin() {
    return leaving.getAsBoolean()
        ? Checked.bad(Problem.unavailable("the server is about to stop"))
        : Checked.good(this);
  }
}
