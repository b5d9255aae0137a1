package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.presence.shared.Elsewhere;
import dev.belfry.server.presence.shared.OwnMembers;
import dev.belfry.server.presence.shared.PresenceExchange;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is present in the channels of one event loop, which owns them: it alone lets users join and
/// leave. In a cluster it has those of this node, and is told who is on the others.
final class PresenceShard implements OwnMembers {
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

  /// Null where there are no other nodes, as its changes.
  private final @Nullable PresenceExchange exchange;

  private final @Nullable OwnChanges changes;

  /// How many members all channels have.
  private int users;

  PresenceShard(
      Loop loop,
      ChannelPolicies policies,
      PresenceBounds bounds,
      Clock clock,
      @Nullable PresenceExchange exchange) {
    this.exchange = exchange;
    this.changes =
        exchange == null ? null : new OwnChanges(this::find, () -> exchange.changed(this));
    this.loop = loop;
    this.policies = policies;
    this.bounds = bounds;
    this.clock = clock;
    this.faults = new FaultGuard("telling that a member has left", clock);
  }

  @Override
  public Loop loop() {
    return loop;
  }

  /// A connection of a user has come.
  void join(ChannelName channel, String user, @Nullable JsonText info) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    Present present = members.find(user);
    if (present == null) {
      members.add(new Present(members, user, info, Instant.ofEpochMilli(clock.wallMillis())));
      users++;
    } else {
      if (lingering.remove(present)) {
        lingeringBytes -= present.lingeringBytes;
      }
      present.connections++;
      members.updated(present);
    }
    changed(channel, user);
  }

  private void changed(ChannelName channel, String user) {
    if (changes != null) {
      changes.add(channel, user, users);
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
    changed(channel, user);
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
    users--;
    changed(present.members.channel(), present.user);
    present.members.remove(present);
    forgetIfIdle(present.members);
  }

  /// A loop begins to hear of a channel: first all, then what changes.
  void attach(ChannelName channel, PresenceReplica replica) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    if (exchange != null && members.copies() == 0) {
      members.await();
      exchange.watch(channel, this, members.countOnly());
    }
    members.attach(new ReplicaSender(loop, members, replica));
  }

  void detach(ChannelName channel, PresenceReplica replica) {
    loop.check();
    ChannelMembers members = membersOf(channel);
    boolean watched = members.copies() > 0;
    members.detach(replica);
    if (exchange != null && watched && members.copies() == 0) {
      exchange.unwatch(channel);
      members.forgetElsewhere();
    }
    forgetIfIdle(members);
  }

  /// Who is there now; `then` is called on this loop, perhaps before this returns.
  void read(ChannelName channel, Consumer<Reply.Present> then) {
    loop.check();
    ChannelMembers members = channels.get(channel);
    boolean known = members != null && members.copies() > 0 && !members.awaited();
    if (exchange == null || known) {
      then.accept((members == null ? newMembers(channel) : members).toReply());
      return;
    }
    exchange.read(channel, others -> loop.execute(() -> then.accept(readWith(channel, others))));
  }

  private Reply.Present readWith(ChannelName channel, Elsewhere others) {
    ChannelMembers members = channels.get(channel);
    if (members == null) {
      return newMembers(channel).toReply(others);
    }
    return members.copies() > 0 ? members.toReply() : members.toReply(others);
  }

  // ---- other nodes

  private @Nullable Present find(ChannelName channel, String user) {
    ChannelMembers members = channels.get(channel);
    return members == null ? null : members.find(user);
  }

  @Override
  public Changes take(int entriesMax, int bytesMax) {
    loop.check();
    return changes == null
        ? new Changes(List.of(), false, false)
        : changes.take(entriesMax, bytesMax);
  }

  @Override
  public void restate() {
    loop.check();
    if (changes != null) {
      changes.begin();
    }
    channels().forEach(this::restate);
  }

  @Override
  public void restate(ChannelName channel) {
    ChannelMembers members = channels.get(channel);
    if (members != null) {
      members.here().forEach(present -> changed(channel, present.user));
    }
  }

  @Override
  public List<ChannelName> channels() {
    return channels.values().stream()
        .filter(members -> !members.here().isEmpty())
        .map(ChannelMembers::channel)
        .toList();
  }

  @Override
  public void elsewhere(ChannelName channel, Elsewhere others) {
    loop.check();
    ChannelMembers members = channels.get(channel);
    if (members != null && members.copies() > 0) {
      members.elsewhere(others);
    }
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
