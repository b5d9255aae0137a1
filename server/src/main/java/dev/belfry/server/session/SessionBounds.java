package dev.belfry.server.session;

/// What one session may hold.
///
/// @param outboxBytesMax unsent bytes, then it is behind
/// @param outboxUnrecordedBytesMax unsent bytes on a channel without history, then it is closed
///   4003
/// @param unansweredMax publishes under way, then its socket is not read
/// @param unansweredBytesMax the same by size, with what they cost beside their data
/// @param mailboxMax messages that wait for an application's handler, then its socket is not read
public record SessionBounds(
    int outboxBytesMax,
    int outboxUnrecordedBytesMax,
    int unansweredMax,
    int unansweredBytesMax,
    int mailboxMax) {}
