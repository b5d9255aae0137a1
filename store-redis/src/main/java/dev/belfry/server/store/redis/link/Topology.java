package dev.belfry.server.store.redis.link;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which master has which partition.
///
/// @param masters by partition; null where nobody has it, or nobody knows
record Topology(List<@Nullable Address> masters) {
  /// One master has all.
  static Topology of(Address master, int partitions) {
    return new Topology(Collections.nCopies(partitions, master));
  }

  static Topology none(int partitions) {
    return new Topology(Collections.nCopies(partitions, null));
  }

  @Nullable Address masterOf(int partition) {
    return masters.get(partition);
  }

  /// All masters that have a partition.
  Set<Address> all() {
    Set<Address> all = new LinkedHashSet<>();
    for (Address master : masters) {
      if (master != null) {
        all.add(master);
      }
    }
    return all;
  }
}
