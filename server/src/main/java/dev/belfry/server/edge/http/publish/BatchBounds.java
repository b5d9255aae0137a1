package dev.belfry.server.edge.http.publish;

/// How much one request with many publishes may ask for.
///
/// @param bytesMax what its body may have
/// @param inFlightMax how many of its messages are on their way to the logs at a time
public record BatchBounds(int bytesMax, int inFlightMax) {}
