package dev.belfry.server.presence;

import dev.belfry.server.presence.PresenceUpdate.Change;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayList;
import java.util.List;

/// The updates from the owner of a channel to one loop that watches it. One update is under way at
/// a time; what changes meanwhile makes the next one larger, and where that would be larger than
/// the whole, the whole is told anew. Owned by the channel's owner.
final class ReplicaSender {
  private static final int CHANGES_MIN = 64;

  private final Loop owner;
  private final ChannelMembers members;
  private final PresenceReplica replica;
  private final List<Change> changes = new ArrayList<>();
  private boolean whole;
  private boolean underWay;

  ReplicaSender(Loop owner, ChannelMembers members, PresenceReplica replica) {
    this.owner = owner;
    this.members = members;
    this.replica = replica;
  }

  PresenceReplica replica() {
    return replica;
  }

  void add(Change change) {
    if (!whole) {
      changes.add(change);
      if (changes.size() > Math.max(CHANGES_MIN, members.size())) {
        restate();
      }
    }
    send();
  }

  /// Tells the whole, in place of what has changed.
  void restate() {
    whole = true;
    changes.clear();
    send();
  }

  private void send() {
    if (underWay || (!whole && changes.isEmpty())) {
      return;
    }
    PresenceUpdate update =
        whole ? members.state() : new PresenceUpdate.Changes(List.copyOf(changes));
    underWay = true;
    whole = false;
    changes.clear();
    boolean sent = false;
    try {
      replica.loop().execute(() -> take(update));
      sent = true;
    } finally {
      if (!sent) { // with the next change the whole is told
        underWay = false;
        whole = true;
      }
    }
  }

  private void take(PresenceUpdate update) {
    try {
      replica.take(update);
    } finally {
      owner.execute(this::taken);
    }
  }

  private void taken() {
    underWay = false;
    send();
  }
}
