package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Hands what happens in inboxes to the loops whose sessions watch them. Any thread.
public final class InboxLoops implements InboxEvents {
  private final List<LoopInboxes> loops;

  /// @param loops in the order of their indexes
  /// @param waitingBytesMax what may wait for one loop
  public InboxLoops(Inboxes inboxes, List<? extends Loop> loops, Clock clock, int waitingBytesMax) {
    this.loops =
        loops.stream().map(loop -> new LoopInboxes(loop, inboxes, clock, waitingBytesMax)).toList();
  }

  /// The inboxes that are watched on a loop.
  public LoopInboxes on(Loop loop) {
    return loops.get(loop.index());
  }

  @Override
  public void appended(
      Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after) {
    InboxEvent event = new InboxEvent.Appended(item, except, replaces, before, after);
    for (LoopInboxes loop : loops) {
      if (loop.watchesAny()) {
        loop.post(event);
      }
    }
  }

  @Override
  public void removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after) {
    InboxEvent event = new InboxEvent.Removed(feed, List.copyOf(ids), before, after);
    for (LoopInboxes loop : loops) {
      if (loop.watchesAny()) {
        loop.post(event);
      }
    }
  }

  @Override
  public void changed(UserId user, long revision, Optional<InboxChange> change) {
    for (LoopInboxes loop : loops) {
      if (loop.watches(user)) {
        loop.post(new InboxEvent.Changed(user, revision, change));
      }
    }
  }

  @Override
  public void doubtful() {
    loops.forEach(LoopInboxes::doubt);
  }
}
