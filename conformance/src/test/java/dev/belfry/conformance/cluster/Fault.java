package dev.belfry.conformance.cluster;

import dev.belfry.conformance.cluster.Link.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Something that goes wrong in a cluster, and is over after a while.
enum Fault {
  NODE_KILLED {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      node.server().kill();
      last(random, 1_000);
      node.start();
    }
  },
  NODE_SUSPENDED {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      node.suspend();
      try {
        last(random, 6_000);
      } finally {
        node.resume();
      }
    }
  },
  ENGINE_KILLED {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      cluster.engine().kill();
      awaitRed(cluster, cluster.nodes());
      last(random, 1_500);
      cluster.engine().start();
    }
  },
  /// It is back before the nodes can say much.
  ENGINE_KILLED_AND_BACK {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      cluster.engine().kill();
      cluster.engine().start();
    }
  },
  ENGINE_STOPPED {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      cluster.engine().stop();
      awaitRed(cluster, cluster.nodes());
      last(random, 1_500);
      cluster.engine().start();
    }
  },
  ENGINE_SUSPENDED {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      cluster.engine().suspend();
      try {
        awaitRed(cluster, cluster.nodes());
        last(random, 1_500);
      } finally {
        cluster.engine().resume();
      }
    }
  },
  LINK_CUT {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      node.link().become(State.CUT);
      awaitRed(cluster, List.of(node));
      last(random, 1_500);
      node.link().become(State.OPEN);
    }
  },
  LINK_SILENT {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) throws IOException {
      node.link().become(State.SILENT);
      awaitRed(cluster, List.of(node));
      last(random, 1_500);
      node.link().become(State.OPEN);
    }
  },
  /// Too short for anyone to be sure that something is wrong.
  LINK_SILENT_FOR_A_MOMENT {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) {
      node.link().become(State.SILENT);
      last(random, 1_500);
      node.link().become(State.OPEN);
    }
  },
  LINK_SLOW {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) {
      node.link().become(State.SLOW);
      last(random, 4_000);
      node.link().become(State.OPEN);
    }
  },
  LINK_HALF_CLOSED_AT_NODE {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) {
      node.link().halfClose(true);
      last(random, 3_000);
    }
  },
  LINK_HALF_CLOSED_AT_ENGINE {
    @Override
    void befall(Cluster cluster, ClusterNode node, RandomGenerator random) {
      node.link().halfClose(false);
      last(random, 3_000);
    }
  };

  /// Within which a node says that it can't reach its engine; 5 s where the machine has time.
  private static final Duration RED_MAX = Duration.ofSeconds(60);

  /// Lets it happen, and ends it again.
  ///
  /// @param node which node, where it concerns one
  abstract void befall(Cluster cluster, ClusterNode node, RandomGenerator random)
      throws IOException;

  private static void awaitRed(Cluster cluster, List<ClusterNode> nodes) {
    long began = System.nanoTime();
    cluster.await(nodes, false, RED_MAX);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    System.out.printf("Faults: not ready, and says so, after %d ms%n", millis);
  }

  private static void last(RandomGenerator random, int millisMax) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(millisMax)).toNanos());
  }
}
