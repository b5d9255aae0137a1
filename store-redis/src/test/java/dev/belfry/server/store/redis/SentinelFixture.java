package dev.belfry.server.store.redis;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A master, its replica, and three sentinels that watch them.
final class SentinelFixture implements AutoCloseable {
  private static final RedisProcess.Version VERSION = RedisProcess.Version.EMBEDDED;

  final List<RedisProcess> servers = new ArrayList<>();
  final List<RedisProcess> sentinels = new ArrayList<>();

  SentinelFixture(Path folder) throws Exception {
    servers.add(RedisProcess.server(VERSION, folder, "--repl-diskless-sync-delay", "0"));
    RedisProcess master = servers.getFirst();
    servers.add(
        RedisProcess.server(
            VERSION,
            folder,
            "--repl-diskless-sync-delay",
            "0",
            "--replicaof",
            "127.0.0.1",
            "" + master.port));
    await().until(() -> master.info("replication", "slave0").contains("state=online"));
    for (int i = 0; i < 3; i++) {
      int port = RedisProcess.freePort();
      Path file =
          Files.writeString(
              folder.resolve("sentinel-" + port + ".conf"),
              """
              sentinel monitor main 127.0.0.1 %d 2
              sentinel down-after-milliseconds main 1000
              sentinel failover-timeout main 4000
              """
                  .formatted(master.port));
      sentinels.add(new RedisProcess(VERSION, folder, port, file.toString(), "--sentinel"));
    }
    await()
        .until(() ->
            sentinels.stream()
                .allMatch(each ->
                    field(each, "num-slaves") == 1 && field(each, "num-other-sentinels") == 2));
  }

  private static int field(RedisProcess sentinel, String name) {
    List<?> fields = (List<?>) sentinel.askAll("SENTINEL", "MASTER", "main");
    List<?> flat = fields.size() == 1 ? (List<?>) fields.getFirst() : fields;
    return Integer.parseInt((String) flat.get(flat.indexOf(name) + 1));
  }

  String url() {
    return sentinels.stream()
        .map(each -> "127.0.0.1:" + each.port)
        .collect(Collectors.joining(",", "redis-sentinel://", "#main"));
  }

  RedisProcess master() {
    String port =
        String.valueOf(
            sentinels.getFirst().askAll("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main").getLast());
    return servers.stream().filter(each -> port.equals("" + each.port)).findFirst().orElseThrow();
  }

  RedisProcess replica() {
    RedisProcess master = master();
    return servers.stream().filter(each -> each != master).findFirst().orElseThrow();
  }

  /// Waits until the replica has all.
  void replicated() {
    RedisProcess master = master();
    RedisProcess replica = replica();
    await()
        .until(() ->
            replica
                .info("replication", "slave_repl_offset")
                .equals(master.info("replication", "master_repl_offset")));
  }

  @Override
  public void close() {
    for (RedisProcess each : sentinels) {
      each.close();
    }
    for (RedisProcess each : servers) {
      each.close();
    }
  }
}
