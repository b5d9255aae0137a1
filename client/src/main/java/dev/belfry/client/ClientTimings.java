package dev.belfry.client;

import java.time.Duration;

/// How patient a client is.
///
/// @param connect for a connection to open
/// @param answer for the answer to a publish, or the head of a stream
/// @param silence for a stream to say anything at all: the server sends a comment every 25 s
/// @param backoffFirst bound on the first wait before another attempt; doubles each time
/// @param backoffMost bound on any wait before another attempt
/// @param publishAttempts how often a publication with a key is sent at most
public record ClientTimings(
    Duration connect,
    Duration answer,
    Duration silence,
    Duration backoffFirst,
    Duration backoffMost,
    int publishAttempts) {

  /// What the protocol recommends.
  public static final ClientTimings DEFAULT =
      new ClientTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          6);
}
