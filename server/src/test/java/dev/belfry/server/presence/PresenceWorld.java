package dev.belfry.server.presence;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.cluster.ModelNodes;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Nodes on one simulated engine.
final class PresenceWorld {
  static final ChannelName ROOM = new ChannelName("room");
  static final ChannelName OTHER = new ChannelName("other");
  static final ChannelName COUNTED = new ChannelName("counted");
  static final List<ChannelName> CHANNELS = List.of(ROOM, OTHER, COUNTED);
  static final int MEMBERS_MAX = 8;
  static final Duration GRACE = Duration.ofSeconds(5);

  /// Loops of one node: two of events and one of the cluster.
  private static final int LOOPS = 3;

  private static final int NODES_MAX = 4;

  final SimulatedLoops simulation;
  final ModelNodes engine;
  final ModelPresence presence;
  final List<PresentNode> nodes = new ArrayList<>();
  private final ArrayList<Integer> freeSlots = new ArrayList<>();
  private final Map<String, Integer> slots = new TreeMap<>();
  private int started;

  /// What nodes say of how far they are; controls change it.
  UnaryOperator<PresenceMark> tells = UnaryOperator.identity();

  PresenceWorld(long seed) {
    Random random = new Random(seed);
    this.simulation = new SimulatedLoops(NODES_MAX * LOOPS + 1, random.nextLong());
    this.engine = new ModelNodes(simulation, simulation.loops().getLast(), random);
    this.presence = new ModelPresence(engine);
    for (int i = 0; i < NODES_MAX; i++) {
      freeSlots.add(i);
    }
  }

  private static ChannelPolicies policies() {
    return new ChannelPolicies(
        List.of(
            new ChannelPolicies.Rule(
                ChannelPattern.parse(COUNTED.text()).orElseThrow(), policy(Presence.COUNT))),
        policy(Presence.TRUE));
  }

  private static ChannelPolicy policy(Presence presence) {
    History history = new History(0, 1024, Duration.ofMinutes(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, presence);
  }

  boolean full() {
    return freeSlots.isEmpty();
  }

  PresentNode start() {
    int slot = freeSlots.removeFirst();
    List<SimulatedLoop> own = simulation.loops().subList(slot * LOOPS, (slot + 1) * LOOPS);
    PresentNode node =
        new PresentNode(
            "n" + ++started,
            engine,
            presence,
            simulation,
            own,
            policies(),
            new PresenceBounds(MEMBERS_MAX, GRACE),
            tells);
    slots.put(node.id, slot);
    nodes.add(node);
    return node;
  }

  void kill(PresentNode node) {
    node.die();
    nodes.remove(node);
    freeSlots.add(slots.get(node.id));
  }

  void pass(Duration time) {
    simulation.pass(time);
  }

  void away(boolean away) {
    nodes.forEach(node -> node.link.away = away);
  }

  /// @param empty whether the engine loses all that it has
  void restartEngine(boolean empty) {
    engine.renew(empty);
    if (empty) {
      presence.clear();
    }
    nodes.forEach(node -> node.link.doubt());
  }

  long writes() {
    return presence.writes;
  }

  /// Who is connected anywhere, by a naive count.
  Set<String> connected(ChannelName channel) {
    Set<String> users = new TreeSet<>();
    nodes.forEach(node -> users.addAll(node.connected.getOrDefault(channel, Map.of()).keySet()));
    return users;
  }
}
