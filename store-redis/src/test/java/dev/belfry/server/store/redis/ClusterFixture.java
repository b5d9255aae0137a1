package dev.belfry.server.store.redis;

import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Redis Cluster of three masters, of which the first has a replica.
final class ClusterFixture implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final Duration FORMED = Duration.ofSeconds(60);

  final List<RedisProcess> masters = new ArrayList<>();
  final RedisProcess replica;
  private final @Nullable RedisTls tls;
  private final Map<Integer, RedisProcess> moved = new HashMap<>();

  ClusterFixture(RedisProcess.Version version, Path folder) throws Exception {
    this(version, folder, null);
  }

  /// @param tls null for none; with it, its servers go by the name of localhost where they can
  ClusterFixture(RedisProcess.Version version, Path folder, @Nullable RedisTls tls)
      throws Exception {
    this.tls = tls;
    List<String> options =
        new ArrayList<>(
            List.of(
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "1500",
                "--repl-diskless-sync-delay",
                "0"));
    if (version == RedisProcess.Version.INSTALLED) {
      options.addAll(List.of("--enable-debug-command", "yes"));
    }
    if (tls != null) {
      options.addAll(List.of("--tls-cluster", "yes"));
      if (version == RedisProcess.Version.INSTALLED) {
        options.addAll(List.of("--cluster-announce-hostname", "localhost"));
      }
    }
    for (int i = 0; i < MASTERS; i++) {
      masters.add(new RedisProcess(version, folder, RedisProcess.freePort(), tls, options));
    }
    replica = new RedisProcess(version, folder, RedisProcess.freePort(), tls, options);
    form();
  }

  private void form() {
    for (int i = 0; i < MASTERS; i++) {
      masters.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
      List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      int from = SlotHash.SLOT_COUNT * i / MASTERS;
      int to = SlotHash.SLOT_COUNT * (i + 1) / MASTERS;
      for (int slot = from; slot < to; slot++) {
        slots.add("" + slot);
      }
      masters.get(i).ask(slots.toArray(String[]::new));
    }
    RedisProcess first = masters.getFirst();
    for (RedisProcess other : all()) {
      if (other != first) {
        first.ask("CLUSTER", "MEET", "127.0.0.1", "" + other.port);
      }
    }
    await().atMost(FORMED).until(() -> all().stream().allMatch(ClusterFixture::isWhole));
    replica.ask("CLUSTER", "REPLICATE", idOf(first));
    await()
        .atMost(FORMED)
        .until(() -> first.info("replication", "slave0").contains("state=online"));
    await()
        .atMost(FORMED)
        .until(() ->
            masters.stream()
                .allMatch(each ->
                    each.ask("CLUSTER", "NODES").contains(" slave ")
                        || each.ask("CLUSTER", "NODES").contains(",slave ")));
  }

  private static boolean isWhole(RedisProcess server) {
    String info = server.ask("CLUSTER", "INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:4");
  }

  private List<RedisProcess> all() {
    return Stream.concat(masters.stream(), Stream.of(replica)).toList();
  }

  private static String idOf(RedisProcess server) {
    return server.ask("CLUSTER", "MYID");
  }

  String url() {
    return masters.stream()
        .map(each -> (tls == null ? "127.0.0.1:" : "localhost:") + each.port)
        .collect(
            Collectors.joining(",", tls == null ? "redis-cluster://" : "rediss-cluster://", ""));
  }

  static int slotOf(String prefix, ChannelName channel) {
    return SlotHash.getSlot(prefix + "{b" + Keys.partition(channel) + "}");
  }

  RedisProcess masterOf(int slot) {
    return moved.getOrDefault(
        slot, masters.get((int) ((long) slot * MASTERS / SlotHash.SLOT_COUNT)));
  }

  /// Moves a slot to the next master with all that is in it, key by key. The third master is not
  /// told, as where whoever moves slots dies: it may believe in the owner before for ever. A server
  /// that takes a slot claims it by an epoch above all that it knows of. Where it has not heard of
  /// the move before, that one is too low, others take the slot from it again, and nobody has it.
  void move(int slot) {
    await().until(this::epochsAreKnown);
    RedisProcess from = masterOf(slot);
    RedisProcess to = masters.get((masters.indexOf(from) + 1) % MASTERS);
    to.ask("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", idOf(from));
    from.ask("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", idOf(to));
    List<Object> keys = from.askAll("CLUSTER", "GETKEYSINSLOT", "" + slot, "10");
    while (!keys.isEmpty()) {
      for (Object key : keys) {
        from.ask("MIGRATE", "127.0.0.1", "" + to.port, key.toString(), "0", "2000");
      }
      keys = from.askAll("CLUSTER", "GETKEYSINSLOT", "" + slot, "10");
    }
    to.ask("CLUSTER", "SETSLOT", "" + slot, "NODE", idOf(to));
    from.ask("CLUSTER", "SETSLOT", "" + slot, "NODE", idOf(to));
    moved.put(slot, to);
  }

  /// Waits until the replica of the first master has all.
  void replicated() {
    await().until(() -> replica.hasAllOf(masters.getFirst()));
  }

  /// Sets an option of all that run.
  void configure(String option, String value) {
    all().stream()
        .filter(RedisProcess::runs)
        .forEach(each -> each.ask("CONFIG", "SET", option, value));
  }

  private boolean epochsAreKnown() {
    List<Map<String, String>> known = masters.stream().map(ClusterFixture::epochsOn).toList();
    return Set.copyOf(known).size() == 1 && Set.copyOf(known.getFirst().values()).size() == MASTERS;
  }

  /// The epochs of all masters by their ids, as one of them knows them.
  private static Map<String, String> epochsOn(RedisProcess server) {
    return server
        .ask("CLUSTER", "NODES")
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields[2].contains("master"))
        .collect(Collectors.toMap(fields -> fields[0], fields -> fields[6]));
  }

  /// As a restart or a failover does it: all servers take a new replication id.
  void renew() {
    masters.forEach(each -> each.ask("DEBUG", "CHANGE-REPL-ID"));
  }

  @Override
  public void close() {
    for (RedisProcess each : all()) {
      each.close();
    }
  }
}
