package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import java.time.Duration;

/// Waits for a channel to have something new; one for each loop.
@FunctionalInterface
public interface NextMessageWait {
  /// Calls `then` once, on the loop and not before this returns: when there is something past
  /// `since`, or after `atMost`. The returned task ends the waiting without a call.
  Runnable await(ChannelName channel, Since since, Duration atMost, Runnable then);
}
