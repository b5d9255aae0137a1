/// Channels over HTTP: the list of protocols that a channel is used by, its history and its
/// presence.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.channel;
