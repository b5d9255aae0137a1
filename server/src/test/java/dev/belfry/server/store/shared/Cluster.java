package dev.belfry.server.store.shared;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/// Nodes that share an engine, their clients, and what happens to them: one step after another,
/// each drawn from the seed.
final class Cluster {
  private static final int NODES = 3;
  private static final int EVENT_LOOPS = 2;
  private static final int LOOPS_OF_NODE = EVENT_LOOPS + 1;
  private static final int STEPS = 700;
  private static final Duration CUT_OFF = Duration.ofSeconds(10);
  private static final List<ChannelName> CHANNELS =
      List.of(new ChannelName("news"), new ChannelName("orders"));
  private static final ChannelPolicies POLICIES = ServerConfig.defaults().channelPolicies();

  /// One node, until it is killed.
  private record Node(ModelEngine engine, SharedLogs logs, List<Hub> hubs) {}

  private final Random random;
  private final SimulatedLoops loops;
  private final SimulatedLoop wire;
  private final ModelServer server = new ModelServer();
  private final SharedFault fault;
  private final Consumer<String> trace;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Follower> followers = new ArrayList<>();
  private final Set<String> acknowledged = new HashSet<>();

  /// Whether this run has failovers that lose something, and trims.
  private final boolean loses;

  private int published;

  Cluster(long seed, SharedFault fault, Consumer<String> trace) {
    this.random = new Random(seed);
    this.loops = new SimulatedLoops(NODES * LOOPS_OF_NODE + 1, seed);
    this.wire = loops.loops().getLast();
    this.fault = fault;
    this.trace = trace;
    this.loses = random.nextInt(4) > 0;
    for (int i = 0; i < NODES; i++) {
      nodes.add(node(i));
    }
    for (int i = 0; i < 8; i++) {
      ChannelName channel = CHANNELS.get(i % CHANNELS.size());
      followers.add(new Follower("client" + i, channel, server, random, trace));
    }
  }

  private Node node(int i) {
    List<SimulatedLoop> own = loops.loops().subList(i * LOOPS_OF_NODE, (i + 1) * LOOPS_OF_NODE);
    ModelEngine engine = new ModelEngine(server, loops, wire, random, fault);
    SharedBounds bounds =
        new SharedBounds(random.nextBoolean() ? 1 << 20 : 2_000, 1 << 20, CUT_OFF);
    SharedLogs logs = new SharedLogs(engine, own.getLast(), POLICIES, bounds, loops);
    logs.start();
    List<Hub> hubs = own.subList(0, EVENT_LOOPS).stream().map(loop -> new Hub(loop, logs)).toList();
    return new Node(engine, logs, hubs);
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    finish();
  }

  private void step() {
    int lot = random.nextInt(1_000);
    Follower follower = followers.get(random.nextInt(followers.size()));
    if (lot < 500) {
      for (int i = random.nextInt(6); i > 0; i--) {
        loops.step();
      }
    } else if (lot < 650) {
      publish();
    } else if (lot < 760) {
      connectOrStall(follower);
    } else if (lot < 960) {
      loops.elapse(Duration.ofMillis(random.nextInt(30)));
    } else {
      rare();
    }
  }

  private void publish() {
    Node node = nodes.get(random.nextInt(NODES));
    Hub hub = node.hubs.get(random.nextInt(EVENT_LOOPS));
    publish(node, hub, CHANNELS.get(random.nextInt(CHANNELS.size())), _ -> {});
  }

  private void publish(Node node, Hub hub, ChannelName channel, Consumer<Position> whenKept) {
    String text = "m" + ++published;
    Draft draft = Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null);
    hub.loop()
        .execute(() ->
            node.logs.append(
                channel,
                draft,
                hub.loop(),
                outcome -> {
                  answered(channel, text, outcome);
                  if (outcome instanceof AppendOutcome.Appended kept) {
                    whenKept.accept(kept.position());
                  }
                }));
  }

  private void publishAsOneWhoHasJustCome(Follower follower) {
    Hub hub = follower.publishesBy();
    for (Node node : nodes) {
      if (hub != null && node.hubs.contains(hub)) {
        publish(node, hub, follower.channel(), follower.published());
      }
    }
  }

  private void answered(ChannelName channel, String text, AppendOutcome outcome) {
    if (outcome instanceof AppendOutcome.Appended kept) {
      trace.accept(text + " is kept as " + kept.position());
      if (!text.equals(server.textAt(channel, kept.position()))) {
        throw new SharedViolation(text + " is acknowledged as " + kept.position() + ", unkept");
      }
      acknowledged.add(text);
    }
  }

  private void connectOrStall(Follower follower) {
    if (!follower.connected()) {
      connect(follower);
      publishAsOneWhoHasJustCome(follower);
    } else if (random.nextInt(3) == 0) {
      follower.cut();
    } else {
      follower.stalled = random.nextBoolean();
      follower.readOn();
    }
  }

  private void connect(Follower follower) {
    Node node = nodes.get(random.nextInt(NODES));
    follower.connect(node.hubs.get(random.nextInt(EVENT_LOOPS)));
  }

  private void rare() {
    int i = random.nextInt(NODES);
    switch (random.nextInt(6)) {
      case 0 -> failOver();
      case 1 -> {
        if (loses) {
          server.trim(2 + random.nextInt(6));
        }
      }
      case 2, 3 -> {
        Node node = nodes.get(i);
        node.engine.away = !node.engine.away;
        trace.accept("the engine of node " + i + " is away: " + node.engine.away);
      }
      case 4 -> kill(i);
      default -> loops.elapse(Duration.ofSeconds(1));
    }
  }

  private void failOver() {
    int lost = loses ? random.nextInt(4) : 0;
    trace.accept("a failover loses " + lost + " of each channel");
    server.failOver(lost, fault != SharedFault.EPOCH_NOT_RENEWED);
  }

  private void kill(int i) {
    trace.accept("node " + i + " is killed");
    Node killed = nodes.get(i);
    killed.engine.close();
    followers.stream()
        .filter(follower -> killed.hubs.stream().anyMatch(follower::connectedTo))
        .forEach(Follower::cut);
    nodes.set(i, node(i));
  }

  private void finish() {
    trace.accept("the end");
    nodes.forEach(node -> node.engine.away = false);
    for (int i = 0; i < 40; i++) {
      for (Follower follower : followers) {
        follower.stalled = false;
        if (!follower.connected()) {
          connect(follower);
        }
        follower.readOn();
      }
      loops.pass(Duration.ofMillis(250));
    }
    followers.forEach(Follower::verify);
    if (!loses) {
      int gaps = followers.stream().mapToInt(follower -> follower.gaps).sum();
      if (gaps > 0) {
        trace.accept(gaps + " gaps after two failovers or more");
      }
    }
  }
}
