package dev.belfry.protocol;

import java.time.Instant;

/// One message as JSON, the same in history pages, in event streams of several channels and in the
/// framed protocol: `{"channel","position","id","time","data"}`.
///
/// @param id 26 characters, a ULID: unique, and sortable by time
/// @param time when the server accepted it, in milliseconds
/// @param data any JSON value, as it was published; text is a JSON string
public record MessageFrame(
    String channel, Position position, String id, Instant time, JsonText data) {}
