package dev.belfry.server.session;

import dev.belfry.server.runtime.RateTable;

/// What one client may take of a node, over all its connections. A client is a user or an API key,
/// or, of those who are neither, an address.
///
/// @param publishes in a second
/// @param users connections of each user
public record ClientLimits(RateTable publishes, UserConnections users) {}
