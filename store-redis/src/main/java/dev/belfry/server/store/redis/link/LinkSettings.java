package dev.belfry.server.store.redis.link;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/// How Redis is reached.
///
/// @param trust file of the certificates, in PEM, that vouch for the servers; Java's own if empty
/// @param timeout within which each question is answered, or has failed
/// @param waitReplicas so many replicas have what was written before it counts as replicated
/// @param partitions that keys are spread over
/// @param ownNames a name that only this node uses, as a channel or the beginning of a key, in the
///   slot of a partition
public record LinkSettings(
    RedisUrl url,
    Optional<Path> trust,
    Duration timeout,
    int waitReplicas,
    int partitions,
    IntFunction<String> ownNames) {}
