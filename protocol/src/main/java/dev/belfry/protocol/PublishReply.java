package dev.belfry.protocol;

import java.time.Instant;

/// The answer to a publish that was accepted: `{"id","channel","position","time"}`.
public record PublishReply(String id, String channel, Position position, Instant time) {}
