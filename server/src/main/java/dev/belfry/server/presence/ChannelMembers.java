package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.presence.PresenceUpdate.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The users who are present in one channel, in the order in which they joined. Owned by the
/// channel's owner.
final class ChannelMembers {
  private final ChannelName channel;
  private final boolean countOnly;
  private final int membersMax;
  private final Map<String, Present> users = new LinkedHashMap<>();
  private final List<ReplicaSender> senders = new ArrayList<>(1);

  /// Whether only the number of users is told.
  private boolean counted;

  ChannelMembers(ChannelName channel, boolean countOnly, int membersMax) {
    this.channel = channel;
    this.countOnly = countOnly;
    this.membersMax = membersMax;
    this.counted = countOnly;
  }

  ChannelName channel() {
    return channel;
  }

  int size() {
    return users.size();
  }

  /// How many loops have a copy.
  int copies() {
    return senders.size();
  }

  boolean idle() {
    return users.isEmpty() && senders.isEmpty();
  }

  @Nullable Present find(String user) {
    return users.get(user);
  }

  void add(Present present) {
    users.put(present.user, present);
    changed(new Change.Joined(present.toMember()));
  }

  void remove(Present present) {
    users.remove(present.user);
    changed(new Change.Left(present.toMember()));
  }

  /// The connections of a user have changed, which is not told but in the full set.
  void updated(Present present) {
    if (!counted) {
      senders.forEach(sender -> sender.add(new Change.Updated(present.toMember())));
    }
  }

  private void changed(Change change) {
    boolean before = counted;
    // Once only counted, a channel has to shrink a good deal before it tells names again.
    int most = before ? membersMax - membersMax / 4 : membersMax;
    counted = countOnly || users.size() > most;
    if (counted || before) {
      senders.forEach(ReplicaSender::restate);
    } else {
      senders.forEach(sender -> sender.add(change));
    }
  }

  void attach(ReplicaSender sender) {
    senders.add(sender);
    sender.restate();
  }

  void detach(PresenceReplica replica) {
    senders.removeIf(sender -> sender.replica() == replica);
  }

  /// All that is told of this channel now.
  PresenceUpdate state() {
    return counted ? new PresenceUpdate.Count(size()) : new PresenceUpdate.Everyone(members());
  }

  Reply.Present toReply() {
    return new Reply.Present(size(), counted ? null : members());
  }

  private List<PresenceMember> members() {
    return users.values().stream().map(Present::toMember).toList();
  }
}
