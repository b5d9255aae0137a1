package dev.belfry.server.store.redis.link;

import io.lettuce.core.api.sync.RedisCommands;

/// What a server says of itself.
///
/// @param version the first number of it
/// @param clustered whether it is part of a cluster
/// @param replication the replication id, another one after each restart and failover
record ServerInfo(int version, boolean clustered, boolean master, String replication) {
  static ServerInfo read(RedisCommands<byte[], byte[]> server) {
    String info = server.info("server");
    String replication = server.info("replication");
    String version = field(info, "redis_version");
    return new ServerInfo(
        Integer.parseInt(version.substring(0, version.indexOf('.'))),
        field(server.info("cluster"), "cluster_enabled").equals("1"),
        field(replication, "role").equals("master"),
        field(replication, "master_replid"));
  }

  private static String field(String info, String name) {
    String begin = name + ":";
    return info.lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the server does not tell its " + name));
  }

  /// @throws IllegalStateException where the server can't be used
  void check(RedisUrl.Form form) {
    if (!master) {
      throw new IllegalStateException("the server is a replica");
    }
    if (clustered != (form == RedisUrl.Form.CLUSTER)) {
      throw new IllegalStateException(
          clustered
              ? "the server is part of a cluster: its URL begins with redis-cluster://"
              : "the server is not part of a cluster");
    }
  }
}
