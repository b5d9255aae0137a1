/// Presence in a cluster: a node writes who is present there, and reads who is elsewhere.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.presence.shared;
