package dev.belfry.server.log;

/// The store does not work now, or has too much to do. Nothing was done, and nobody waits: who
/// still wants it asks again later.
///
/// @param reason one sentence for a developer to read, at most 100 bytes
public record Unavailable(String reason)
    implements AppendOutcome, Logs.Found, ChannelLog.Located, Replay, HistoryRange.Outcome {}
