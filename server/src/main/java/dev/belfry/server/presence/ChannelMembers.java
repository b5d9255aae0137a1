package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.presence.PresenceUpdate.Change;
import dev.belfry.server.presence.shared.Elsewhere;
import java.util.ArrayList;
import java.util.Collection;
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
  private final Union union = new Union(users);
  private final List<ReplicaSender> senders = new ArrayList<>(1);

  /// Whether only the number of users is told.
  private boolean counted;

  /// Whether it is not known yet who is present on other nodes: until then nothing is told.
  private boolean awaited;

  ChannelMembers(ChannelName channel, boolean countOnly, int membersMax) {
    this.channel = channel;
    this.countOnly = countOnly;
    this.membersMax = membersMax;
    this.counted = countOnly;
  }

  ChannelName channel() {
    return channel;
  }

  boolean countOnly() {
    return countOnly;
  }

  /// How many are here and elsewhere.
  int size() {
    return union.size();
  }

  /// The users who are here.
  Collection<Present> here() {
    return users.values();
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
    changed(union.add(present));
  }

  void remove(Present present) {
    changed(union.remove(present));
  }

  /// The connections of a user have changed, which is not told but in the full set.
  void updated(Present present) {
    if (!counted && !awaited) {
      senders.forEach(sender -> sender.add(new Change.Updated(union.member(present))));
    }
  }

  // ---- other nodes

  /// Tells nothing until it is known who is present on other nodes.
  void await() {
    awaited = true;
  }

  boolean awaited() {
    return awaited;
  }

  /// Who is present on other nodes has become known, or has changed.
  void elsewhere(Elsewhere others) {
    int sizeBefore = size();
    boolean countedBefore = counted;
    boolean first = awaited;
    awaited = false;
    List<Change> changes = union.elsewhere(others);
    count();
    if (!first && !countedBefore && !counted) {
      senders.forEach(sender -> changes.forEach(sender::add));
    } else if (first || countedBefore != counted || sizeBefore != size()) {
      senders.forEach(ReplicaSender::restate);
    }
  }

  /// Nobody watches any more, so it is not known who is elsewhere.
  void forgetElsewhere() {
    awaited = false;
    var _ = union.elsewhere(Elsewhere.NOBODY);
    count();
  }

  // ---- telling

  private void changed(Change change) {
    boolean before = counted;
    count();
    if (awaited) {
      return;
    }
    if (counted || before) {
      senders.forEach(ReplicaSender::restate);
    } else {
      senders.forEach(sender -> sender.add(change));
    }
  }

  private void count() {
    boolean before = counted;
    // Once only counted, a channel has to shrink a good deal before it tells names again.
    int most = before ? membersMax - membersMax / 4 : membersMax;
    counted = countOnly || union.counted() || size() > most;
  }

  void attach(ReplicaSender sender) {
    senders.add(sender);
    if (!awaited) {
      sender.restate();
    }
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

  /// The same, where nobody watches and others are known for once.
  Reply.Present toReply(Elsewhere others) {
    var _ = union.elsewhere(others);
    count();
    Reply.Present reply = toReply();
    forgetElsewhere();
    return reply;
  }

  private List<PresenceMember> members() {
    return union.members();
  }
}
