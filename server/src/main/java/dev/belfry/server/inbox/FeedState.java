package dev.belfry.server.inbox;

/// How far a feed has come. An inbox is the same as long as its feeds and its user's own state are.
///
/// @param head the place of its newest entry
/// @param changes how often an older entry was taken out
public record FeedState(long head, long changes) {}
