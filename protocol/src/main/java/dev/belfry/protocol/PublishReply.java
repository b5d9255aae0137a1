package dev.belfry.protocol;

import java.time.Instant;

/// The answer to a publish that was accepted: `{"id","channel","position","time","durable"}`.
///
/// @param durable whether the message is kept on disk, so that it outlives the server
public record PublishReply(
    String id, String channel, Position position, Instant time, boolean durable) {}
