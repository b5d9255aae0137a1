package dev.belfry.server.cluster;

import dev.belfry.server.runtime.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A cluster of one: a node without an engine, which has nobody to tell anything.
public final class SingleNode implements Cluster {
  private final String id;
  private final Supplier<NodeState> own;
  private final Clock clock;

  public SingleNode(String id, Supplier<NodeState> own, Clock clock) {
    this.id = id;
    this.own = own;
    this.clock = clock;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public ClusterView view() {
    return new ClusterView(id, Map.of(id, own.get()), Set.of(id), "", true, clock.wallMillis());
  }

  @Override
  public void tell(String subject, String text) {}

  @Override
  public void hear(String subject, HintListener listener) {}

  @Override
  public void atNewLease(Runnable listener) {}

  @Override
  public void atRollCall(Consumer<ClusterView> listener) {}
}
