package dev.belfry.conformance.cluster;

import dev.belfry.conformance.checker.Reach;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Three servers on one engine, each with a network of its own to it.
final class Cluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration GREEN_MAX = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final EngineServer engine;
  private final List<ClusterNode> nodes = new ArrayList<>();

  /// Starts the servers.
  ///
  /// @param folder an empty one for them
  /// @param flags what they are told beside where the engine is
  Cluster(EngineServer engine, Path folder, List<String> flags) throws IOException {
    this.engine = engine;
    for (int i = 0; i < NODES; i++) {
      Link link = new Link(engine.port());
      List<String> all = new ArrayList<>(engine.flags(link.port()));
      all.addAll(flags);
      List<String> command = RunningServer.command(List.of("-Xmx384m"), all.toArray(String[]::new));
      Path directory = Files.createDirectory(folder.resolve("node" + i));
      nodes.add(new ClusterNode(link, command, directory));
    }
    nodes.forEach(node -> node.server().awaitReady());
    awaitReady();
  }

  EngineServer engine() {
    return engine;
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  /// Clients come to any node, each time they connect.
  Reach reach() {
    return Reach.interrupted(lot -> nodes.get(lot % NODES).port());
  }

  /// Waits until all say that they are ready; how long it took.
  Duration awaitReady() {
    return await(nodes, true, GREEN_MAX);
  }

  /// Waits until some nodes say that they are ready or are not; how long it took.
  Duration await(Collection<ClusterNode> some, boolean ready, Duration atMost) {
    long beganNanos = System.nanoTime();
    try {
      Awaitility.await()
          .pollInterval(POLL)
          .atMost(atMost)
          .until(() -> some.stream().allMatch(node -> node.ready() == ready));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError((ready ? "not ready" : "still ready") + ":\n" + outputs(), late);
    }
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  /// What the servers printed last.
  String outputs() {
    StringBuilder text = new StringBuilder();
    for (ClusterNode node : nodes) {
      text.append("---- ")
          .append(nodes.indexOf(node))
          .append(node.ready() ? " ready" : " not ready");
      text.append('\n').append(node.server().output()).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    for (ClusterNode node : nodes) {
      node.close();
    }
    engine.close();
  }
}
