package dev.belfry.server.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How Redis is reached.
///
/// @param url `redis://` for one server, `redis-sentinel://` or `redis-cluster://`; with TLS,
///   `rediss` instead of `redis`; with user and password where it needs them
/// @param prefix of all keys, so that several systems share a server
/// @param timeout within which each question is answered, or has failed
/// @param waitReplicas so many replicas have a message before it is acknowledged
/// @param scheduledMax messages that wait for their time, in one of the partitions that channels
///   are spread over
/// @param trust file of the certificates, in PEM, that vouch for the servers; Java's own if empty
record RedisSettings(
    String url,
    String prefix,
    Duration timeout,
    int waitReplicas,
    int scheduledMax,
    Optional<Path> trust) {
  /// With the certificates that Java trusts.
  RedisSettings(String url, String prefix, Duration timeout, int waitReplicas, int scheduledMax) {
    this(url, prefix, timeout, waitReplicas, scheduledMax, Optional.empty());
  }
}
