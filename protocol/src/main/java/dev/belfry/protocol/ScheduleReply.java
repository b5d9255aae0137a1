package dev.belfry.protocol;

import java.time.Instant;

/// The answer to a publish for later: `{"id","channel","at"}`.
///
/// @param id the one that the message will have, and by which it can be cancelled until then
public record ScheduleReply(String id, String channel, Instant at) {}
