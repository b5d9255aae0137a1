package dev.belfry.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Nodes that share an engine, on simulated loops.
class SharedClusterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimulatedLoops loops = new SimulatedLoops(4, 1);
  private final ModelNodes server = new ModelNodes(loops, loops.loops().getLast(), new Random(1));
  private final List<Node> nodes = new ArrayList<>();

  /// One node, and what it was told.
  private static final class Node implements HintListener {
    private final SharedCluster cluster;
    private final ModelNodes.Link link;
    private final List<String> heard = new ArrayList<>();
    private final List<Set<String>> seen = new ArrayList<>();
    private int leases;
    private int doubts;

    Node(String id, ModelNodes.Link link, SimulatedLoops loops, int loop) {
      this.link = link;
      NodeState state = new NodeState(id, "", "1", 0, loop, 0, PresenceMark.NONE, BusFigures.NONE);
      this.cluster = new SharedCluster(id, link, loops.loops().get(loop), () -> state, loops);
      cluster.atNewLease(() -> leases++);
      cluster.atRollCall(view -> seen.add(Set.copyOf(view.nodes().keySet())));
      cluster.hear("greeting", this);
    }

    @Override
    public void told(Hint hint) {
      heard.add(hint.node() + " " + hint.text());
    }

    @Override
    public void doubtful() {
      doubts++;
    }

    Set<String> known() {
      return cluster.view().nodes().keySet();
    }
  }

  private Node node(String id) {
    Node node = new Node(id, server.link(), loops, nodes.size());
    nodes.add(node);
    node.cluster.start();
    loops.pass(SECOND);
    return node;
  }

  @Test
  void nodesKnowOneAnotherWithinABeat() {
    Node a = node("a");
    assertThat(a.known()).containsExactly("a");
    Node b = node("b");
    assertThat(b.known()).containsExactly("a", "b");
    loops.pass(SharedCluster.BEAT);
    assertThat(a.known()).containsExactly("a", "b");
    assertThat(a.cluster.view().current()).isTrue();
    assertThat(a.cluster.view().nodes().get("b").sessions()).isEqualTo(1);
  }

  @Test
  void aNodeThatDiesIsGoneAfterItsLeaseAndOneThatLeavesAtOnce() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    loops.pass(Duration.ofSeconds(12)); // the first lease of the engine's life is over
    b.link.deaf = true;
    c.cluster.close(() -> {});
    loops.pass(SECOND);
    assertThat(a.known()).containsExactly("a", "b");
    loops.pass(Duration.ofSeconds(13));
    assertThat(a.known()).containsExactly("a");
  }

  @Test
  void aHintReachesTheOthersAndLostOnesAreDoubtful() {
    Node a = node("a");
    Node b = node("b");
    a.cluster.tell("greeting", "hello there");
    a.cluster.tell("unknown", "x");
    loops.pass(SECOND);
    assertThat(b.heard).containsExactly("a hello there");
    assertThat(a.heard).isEmpty();
    b.link.doubt();
    loops.pass(SECOND);
    assertThat(b.doubts).isEqualTo(1);
  }

  @Test
  void whileTheEngineIsAwayTheOthersAreKnownForSomeTime() {
    Node a = node("a");
    node("b");
    loops.pass(Duration.ofSeconds(4));
    nodes.forEach(node -> node.link.away = true);
    loops.pass(Duration.ofSeconds(11));
    assertThat(a.known()).containsExactly("a", "b");
    assertThat(a.cluster.view().current()).isFalse();
    loops.pass(Duration.ofSeconds(11));
    assertThat(a.known()).containsExactly("a");
  }

  @Test
  void anOutageOfTheEngineTakesNobodyWhoIsThereAfterIt() {
    Node a = node("a");
    Node b = node("b");
    loops.pass(Duration.ofSeconds(12));
    nodes.forEach(node -> node.link.away = true);
    loops.pass(Duration.ofSeconds(12)); // longer than a lease
    server.renew(true);
    nodes.forEach(node -> node.link.away = false);
    loops.pass(Duration.ofSeconds(30));
    a.seen.subList(8, a.seen.size()).forEach(seen -> assertThat(seen).contains("a", "b"));
    assertThat(b.known()).containsExactly("a", "b");
    assertThat(a.leases).isEqualTo(2);
    assertThat(b.leases).isEqualTo(2);
  }

  @Test
  void oneWhoDiesDuringAnOutageIsNotKnownForLong() {
    Node a = node("a");
    Node b = node("b");
    loops.pass(Duration.ofSeconds(12));
    nodes.forEach(node -> node.link.away = true);
    loops.pass(Duration.ofSeconds(8));
    b.link.deaf = true;
    a.link.away = false;
    loops.pass(Duration.ofSeconds(15));
    assertThat(a.known()).containsExactly("a");
  }

  @Test
  void aNewLeaseBeginsWhereTheLastOneIsOverOrTheEngineLivesAnew() {
    Node a = node("a");
    assertThat(a.leases).isEqualTo(1);
    loops.pass(Duration.ofMinutes(1));
    assertThat(a.leases).isEqualTo(1);
    server.renew(false);
    loops.pass(Duration.ofSeconds(4));
    assertThat(a.leases).isEqualTo(2);
    loops.jump(Duration.ofSeconds(11)); // the engine's clock
    loops.pass(Duration.ofSeconds(4));
    assertThat(a.leases).isEqualTo(3);
    assertThat(server.there()).containsExactly("a");
  }
}
