package dev.belfry.server.store.redis;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A master, its replica, and three sentinels that watch them.
final class SentinelFixture implements AutoCloseable {
  private static final RedisProcess.Version VERSION = RedisProcess.Version.EMBEDDED;

  final List<RedisProcess> servers = new ArrayList<>();
  final List<RedisProcess> sentinels = new ArrayList<>();

  private final @Nullable RedisTls tls;
  private final String host;

  SentinelFixture(Path folder) throws Exception {
    this(folder, null);
  }

  /// @param tls null for none; with it, all go by the name of localhost
  SentinelFixture(Path folder, @Nullable RedisTls tls) throws Exception {
    this.tls = tls;
    this.host = tls == null ? "127.0.0.1" : "localhost";
    List<String> options =
        new ArrayList<>(List.of("--repl-diskless-sync-delay", "0", "--replica-announce-ip", host));
    servers.add(new RedisProcess(VERSION, folder, RedisProcess.freePort(), tls, options));
    RedisProcess master = servers.getFirst();
    options.addAll(List.of("--replicaof", host, "" + master.port));
    servers.add(new RedisProcess(VERSION, folder, RedisProcess.freePort(), tls, options));
    await().until(() -> master.info("replication", "slave0").contains("state=online"));
    for (int i = 0; i < 3; i++) {
      int port = RedisProcess.freePort();
      Path file =
          Files.writeString(
              folder.resolve("sentinel-" + port + ".conf"),
              """
              sentinel resolve-hostnames yes
              sentinel announce-hostnames yes
              sentinel announce-ip %1$s
              sentinel monitor main %1$s %2$d 2
              sentinel down-after-milliseconds main 1000
              sentinel failover-timeout main 4000
              """
                  .formatted(host, master.port));
      List<String> started = List.of(file.toString(), "--sentinel");
      sentinels.add(new RedisProcess(VERSION, folder, port, tls, started));
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
        .map(each -> host + ":" + each.port)
        .collect(
            Collectors.joining(
                ",", tls == null ? "redis-sentinel://" : "rediss-sentinel://", "#main"));
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
    await().until(() -> replica.hasAllOf(master));
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
