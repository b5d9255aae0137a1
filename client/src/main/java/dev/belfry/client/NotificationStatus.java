package dev.belfry.client;

import java.time.Instant;

/// How far a notification has come.
///
/// @param state `scheduled`, `delivered` or `retracted`
/// @param recipients to how many users it went
/// @param seen how many of them have seen it
/// @param read how many have read it
public record NotificationStatus(
    String id, String state, Instant at, long recipients, long seen, long read) {}
