package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is present in the channels of one event loop, which owns them: it alone lets users join and
/// leave.
final class PresenceShard {
  private final Loop loop;
  private final ChannelPolicies policies;
  private final PresenceBounds bounds;
  private final Clock clock;
  private final FaultGuard faults;
  private final Map<ChannelName, ChannelMembers> channels = new HashMap<>();

  /// Users whose last connection went and whose grace is not over, in the order in which it ends.
  private final LinkedHashSet<Present> lingering = new LinkedHashSet<>();

  private long lingeringBytes;
  private boolean sweepIsDue;

  PresenceShard(Loop loop, ChannelPolicies policies, PresenceBounds bounds, Clock clock) {
    this.loop = loop;
    this.policies = policies;
    this.bounds = bounds;
    this.clock = clock;
    this.faults = new FaultGuard("telling that a member has left", clock);
  }

  Loop loop() {
    return loop;
  }

  /// A connection of a user has come.
  void join(ChannelName channel, String user, @Nullable JsonText info) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    Present present = members.find(user);
    if (present == null) {
      members.add(new Present(members, user, info, Instant.ofEpochMilli(clock.wallMillis())));
    } else {
      if (lingering.remove(present)) {
        lingeringBytes -= present.lingeringBytes;
      }
      present.connections++;
      members.updated(present);
    }
  }

  /// A connection of a user that had come has gone.
  void leave(ChannelName channel, String user) {
    loop.check();
    Present present = membersOf(channel).find(user);
    if (present == null || present.connections == 0) {
      throw new IllegalStateException("left " + channel + " without having joined");
    }
    present.connections--;
    if (present.connections == 0) {
      linger(present);
    } else {
      present.members.updated(present);
    }
  }

  private void linger(Present present) {
    if (bounds.grace().isZero()) {
      gone(present);
      return;
    }
    present.members.updated(present);
    present.leavesAtNanos = clock.nanos() + bounds.grace().toNanos();
    lingering.add(present);
    present.lingeringBytes = present.costBytes();
    lingeringBytes += present.lingeringBytes;
    while (lingeringBytes > bounds.lingeringBytesMax()) {
      goneFirst();
    }
    if (!sweepIsDue) {
      sweepIsDue = true;
      loop.schedule(bounds.grace(), this::sweep);
    }
  }

  /// Lets those leave whose grace is over.
  private void sweep() {
    sweepIsDue = false;
    while (!lingering.isEmpty()) {
      long restNanos = lingering.getFirst().leavesAtNanos - clock.nanos();
      if (restNanos > 0) {
        sweepIsDue = true;
        loop.schedule(Duration.ofNanos(restNanos), this::sweep);
        return;
      }
      goneFirst();
    }
  }

  /// The one whose grace ends first leaves.
  private void goneFirst() {
    Present first = lingering.removeFirst();
    lingeringBytes -= first.lingeringBytes;
    var _ = faults.run(() -> gone(first));
  }

  private void gone(Present present) {
    present.members.remove(present);
    forgetIfIdle(present.members);
  }

  /// A loop begins to hear of a channel: first all, then what changes.
  void attach(ChannelName channel, PresenceReplica replica) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    members.attach(new ReplicaSender(loop, members, replica));
  }

  void detach(ChannelName channel, PresenceReplica replica) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    members.detach(replica);
    forgetIfIdle(members);
  }

  Reply.Present read(ChannelName channel) {
    loop.check();
    ChannelMembers members = channels.get(channel);
    return (members == null ? newMembers(channel) : members).toReply();
  }

  private ChannelMembers membersOf(ChannelName channel) {
    return channels.computeIfAbsent(channel, this::newMembers);
  }

  private ChannelMembers newMembers(ChannelName channel) {
    boolean countOnly = policies.policyFor(channel).presence() != Presence.TRUE;
    return new ChannelMembers(channel, countOnly, bounds.membersMax());
  }

  private void forgetIfIdle(ChannelMembers members) {
    if (members.idle()) {
      channels.remove(members.channel(), members);
    }
  }

  /// The number of channels known here.
  int size() {
    return channels.size();
  }
}
