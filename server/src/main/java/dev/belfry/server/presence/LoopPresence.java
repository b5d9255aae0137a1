package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the sessions of one loop join, leave and watch. Owned by the loop.
public final class LoopPresence {
  private final Loop loop;
  private final Presences presences;
  private final Clock clock;
  private final Map<ChannelName, PresenceReplica> replicas = new HashMap<>();

  LoopPresence(Loop loop, Presences presences, Clock clock) {
    this.loop = loop;
    this.presences = presences;
    this.clock = clock;
  }

  /// What it costs that a connection of a user is in a channel, where all loops watch it.
  ///
  /// @param info as in `join`
  public long costBytes(ChannelName channel, String user, @Nullable JsonText info) {
    return Present.costBytes(channel, user, info, presences.loops());
  }

  /// A connection of a user is subscribed from now on.
  ///
  /// @param info what is told of the user, where this is the first connection; null for nothing
  public void join(ChannelName channel, String user, @Nullable JsonText info) {
    loop.check();
    presences.ask(channel, owner -> owner.join(channel, user, info));
  }

  /// One that had joined is no more.
  public void leave(ChannelName channel, String user) {
    loop.check();
    presences.ask(channel, owner -> owner.leave(channel, user));
  }

  /// Tells a watcher all who are there, perhaps before this returns, then what changes.
  ///
  /// @param wish not `NONE`
  public PresenceWatch watch(ChannelName channel, PresenceWish wish, PresenceWatcher watcher) {
    loop.check();
    PresenceReplica replica = replicas.get(channel);
    if (replica == null) {
      PresenceReplica first = new PresenceReplica(this, channel, loop, clock);
      replica = first;
      replicas.put(channel, first);
      presences.ask(channel, owner -> owner.attach(channel, first));
    }
    return replica.add(wish, watcher);
  }

  /// Nobody watches any more.
  void close(PresenceReplica replica) {
    replicas.remove(replica.channel(), replica);
    presences.ask(replica.channel(), owner -> owner.detach(replica.channel(), replica));
  }

  /// Who is there now; `then` is called on this loop, perhaps before this returns.
  public void read(ChannelName channel, Consumer<Reply.Present> then) {
    loop.check();
    presences.ask(
        channel,
        owner ->
            owner.read(
                channel,
                present -> {
                  if (loop.inLoop()) {
                    then.accept(present);
                  } else {
                    loop.execute(() -> then.accept(present));
                  }
                }));
  }
}
