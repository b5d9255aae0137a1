package dev.belfry.server.store.redis;

import java.time.Duration;

/// How Redis is reached.
///
/// @param url `redis://`, `rediss://` (TLS) or `redis-sentinel://`, with user and password where it
///   needs them
/// @param prefix of all keys, so that several systems share a server
/// @param timeout within which each question is answered, or has failed
/// @param waitReplicas so many replicas have a message before it is acknowledged
/// @param scheduledMax messages that wait for their time, in one of the partitions that channels
///   are spread over
record RedisSettings(
    String url, String prefix, Duration timeout, int waitReplicas, int scheduledMax) {}
