package dev.belfry.server.presence;

import java.time.Duration;

/// What bounds presence.
///
/// @param membersMax users up to which a channel tells who they are; beyond it how many
/// @param grace how long a user stays present after the last connection went
public record PresenceBounds(int membersMax, Duration grace) {}
