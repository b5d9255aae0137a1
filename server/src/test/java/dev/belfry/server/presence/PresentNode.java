package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.cluster.ModelNodes;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.cluster.SharedCluster;
import dev.belfry.server.presence.shared.PresenceExchange;
import dev.belfry.server.presence.shared.SharedPresenceBounds;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// A node with two event loops, whose users and watchers a test has in its hands.
final class PresentNode {
  private static final int EVENT_LOOPS = 2;

  final String id;
  final ModelNodes.Link link;
  final List<NodeLoop> loops = new ArrayList<>();
  final Map<ChannelName, List<RecordingWatcher>> watchers = new HashMap<>();

  /// Connections by channel and user, as a naive count.
  final Map<ChannelName, Map<String, Integer>> connected = new HashMap<>();

  private final SimulatedLoops simulation;
  private final Presences presences;
  private final PresenceExchange exchange;
  private final SharedCluster cluster;
  boolean stopped;

  /// @param own the node's three loops
  /// @param tells what it says of how far it is; a control changes it
  PresentNode(
      String id,
      ModelNodes nodes,
      ModelPresence presence,
      SimulatedLoops simulation,
      List<SimulatedLoop> own,
      ChannelPolicies policies,
      PresenceBounds bounds,
      UnaryOperator<PresenceMark> tells) {
    this.id = id;
    this.simulation = simulation;
    this.link = nodes.link();
    for (SimulatedLoop loop : own) {
      loops.add(new NodeLoop(loop, loops.size()));
    }
    AtomicReference<PresenceExchange> late = new AtomicReference<>();
    this.cluster =
        new SharedCluster(
            id, link, loops.getLast(), () -> state(tells.apply(late.get().mark())), simulation);
    this.exchange =
        new PresenceExchange(
            cluster,
            presence.link(link),
            loops.getLast(),
            simulation,
            new SharedPresenceBounds(bounds.membersMax(), 1 << 20),
            cluster::renew);
    late.set(exchange);
    this.presences =
        new Presences(loops.subList(0, EVENT_LOOPS), policies, bounds, simulation, exchange);
    cluster.start();
  }

  private NodeState state(PresenceMark mark) {
    return new NodeState(id, "", "1", 0, 0, 0, mark, BusFigures.NONE);
  }

  SharedCluster cluster() {
    return cluster;
  }

  private LoopPresence on(int loop) {
    simulation.enter(loops.get(loop).simulated());
    return presences.on(loops.get(loop));
  }

  void join(int loop, ChannelName channel, String user) {
    connected.computeIfAbsent(channel, _ -> new HashMap<>()).merge(user, 1, Integer::sum);
    on(loop).join(channel, user, null);
  }

  void leave(int loop, ChannelName channel, String user) {
    connected.get(channel).computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    on(loop).leave(channel, user);
  }

  RecordingWatcher watch(int loop, ChannelName channel, PresenceWish wish) {
    RecordingWatcher watcher = new RecordingWatcher();
    on(loop).watch(channel, wish, watcher);
    watchers.computeIfAbsent(channel, _ -> new ArrayList<>()).add(watcher);
    return watcher;
  }

  AtomicReference<Reply.Present> read(int loop, ChannelName channel) {
    AtomicReference<Reply.Present> answer = new AtomicReference<>();
    on(loop).read(channel, answer::set);
    return answer;
  }

  /// As SIGSTOP does.
  void stop() {
    stopped = true;
    loops.forEach(NodeLoop::stop);
  }

  void resume() {
    stopped = false;
    loops.forEach(NodeLoop::resume);
  }

  /// As kill -9 does.
  void die() {
    link.deaf = true;
    loops.forEach(NodeLoop::die);
  }
}
