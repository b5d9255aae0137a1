package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceWish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One watcher's hold on one channel. Owned by the loop.
public final class PresenceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceWatch.class);
  private static final int NEVER = -1;

  private final PresenceReplica replica;
  private final PresenceWish wish;
  private final PresenceWatcher watcher;
  private int countTold = NEVER;
  private boolean behind;
  private boolean ended;

  PresenceWatch(PresenceReplica replica, PresenceWish wish, PresenceWatcher watcher) {
    this.replica = replica;
    this.wish = wish;
    this.watcher = watcher;
  }

  boolean wantsMembers() {
    return wish == PresenceWish.MEMBERS;
  }

  /// Tells how many are there, unless that is what it knows.
  void tellCount(int count, SharedLine line) {
    if (countTold != count) {
      countTold = count;
      tell(line);
    }
  }

  void tellMembers(SharedLine line) {
    countTold = NEVER;
    tell(line);
  }

  private void tell(SharedLine line) {
    if (!behind && !ended && !offer(line)) {
      behind = true;
    }
  }

  /// A watcher that throws has not taken the line, and the others are told all the same.
  private boolean offer(SharedLine line) {
    try {
      return watcher.offer(line.encodedBy(watcher.encoder()));
    } catch (RuntimeException fault) {
      LOG.error("telling who is present in {} failed for one", replica.channel(), fault);
      return false;
    }
  }

  /// Tells the watcher what it could not take, as it is now. Where it could take all, nothing.
  public void catchUp() {
    if (behind && !ended) {
      behind = false;
      countTold = NEVER;
      replica.tellAll(this);
    }
  }

  /// Nothing is told from now on.
  public void end() {
    if (!ended) {
      ended = true;
      replica.remove(this);
    }
  }
}
