package dev.belfry.client;

import java.io.IOException;

/// Where tokens come from. Asked for each connection, and again before a token expires, on a
/// virtual thread of its own, so it may ask a backend and wait.
@FunctionalInterface
public interface TokenSource {

  /// A token that is good now.
  ///
  /// @throws IOException when there is none just now; it is asked again later
  String token() throws IOException, InterruptedException;
}
