package dev.belfry.server.presence;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.presence.shared.PresenceExchange;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is present in the channels of a server. Each channel has one owner, the loop that its name
/// hashes to; each loop has a `LoopPresence`, which asks the owners.
public final class Presences {
  private final List<PresenceShard> shards;
  private final List<LoopPresence> loopPresences;

  /// Those of a server that is alone.
  ///
  /// @param loops in the order of their indexes
  public Presences(
      List<? extends Loop> loops, ChannelPolicies policies, PresenceBounds bounds, Clock clock) {
    this(loops, policies, bounds, clock, null);
  }

  /// Those of a node among others, with which it exchanges who is present.
  ///
  /// @param loops in the order of their indexes
  /// @param exchange begins here; null for none
  public Presences(
      List<? extends Loop> loops,
      ChannelPolicies policies,
      PresenceBounds bounds,
      Clock clock,
      @Nullable PresenceExchange exchange) {
    this.shards =
        loops.stream()
            .map(loop -> new PresenceShard(loop, policies, bounds, clock, exchange))
            .toList();
    if (exchange != null) {
      exchange.begin(shards);
    }
    this.loopPresences = loops.stream().map(loop -> new LoopPresence(loop, this, clock)).toList();
  }

  /// Where the sessions of a loop join, leave and watch.
  public LoopPresence on(Loop loop) {
    return loopPresences.get(loop.index());
  }

  /// The number of loops.
  int loops() {
    return shards.size();
  }

  /// Has the owner of a channel do something, in the order in which a loop asks.
  void ask(ChannelName channel, Consumer<PresenceShard> task) {
    int hash = channel.hashCode();
    PresenceShard owner = shards.get(Math.floorMod(hash ^ (hash >>> 16), shards.size()));
    if (owner.loop().inLoop()) {
      task.accept(owner);
    } else {
      owner.loop().execute(() -> task.accept(owner));
    }
  }
}
