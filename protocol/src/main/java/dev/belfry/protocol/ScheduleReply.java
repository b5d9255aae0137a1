package dev.belfry.protocol;

import java.time.Instant;

/// The answer to a publish for later: `{"id","channel","at","durable"}`.
///
/// @param id the one that the message will have, and by which it can be cancelled until then
/// @param durable whether the schedule is kept on disk, so that it outlives the server
public record ScheduleReply(String id, String channel, Instant at, boolean durable) {}
