package dev.belfry.server.store.redis.link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The connections for each partition, as they are now.
///
/// @param byPartition null where there are none
/// @param all each once
record Routes(List<@Nullable MasterLink> byPartition, List<MasterLink> all, boolean complete) {
  static Routes of(Topology topology, Map<Address, MasterLink> links) {
    List<@Nullable MasterLink> byPartition = new ArrayList<>();
    for (Address master : topology.masters()) {
      byPartition.add(master == null ? null : links.get(master));
    }
    return new Routes(
        Collections.unmodifiableList(byPartition),
        List.copyOf(links.values()),
        !byPartition.contains(null));
  }

  @Nullable MasterLink find(int partition) {
    return byPartition.get(partition);
  }

  /// @throws NotConnected where there are no connections
  MasterLink masterOf(int partition) {
    MasterLink master = byPartition.get(partition);
    if (master == null) {
      throw new NotConnected();
    }
    return master;
  }

  boolean believed() {
    return complete && all.stream().allMatch(MasterLink::believed);
  }
}
