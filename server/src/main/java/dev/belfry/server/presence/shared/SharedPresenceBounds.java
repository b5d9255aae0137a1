package dev.belfry.server.presence.shared;

/// What bounds that a node knows who is present on others.
///
/// @param membersMax users up to which a channel tells who they are
/// @param bytesMax what may be known of members elsewhere; beyond, only how many they are
public record SharedPresenceBounds(int membersMax, long bytesMax) {}
