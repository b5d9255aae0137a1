package dev.belfry.client;

import java.time.Duration;

/// Where a connection stands.
public sealed interface ListenState {

  /// It is open, and known to the server.
  record Open() implements ListenState {}

  /// It was lost, or couldn't be opened; the next attempt follows after `delay`.
  record Waiting(Duration delay, String reason) implements ListenState {}

  /// The server will never take it; nothing follows.
  record Refused(Problem problem) implements ListenState {}

  /// It was closed by this program; nothing follows.
  record Closed() implements ListenState {}

  /// Whether nothing follows.
  default boolean isFinal() {
    return switch (this) {
      case Open open -> false;
      case Waiting waiting -> false;
      case Refused refused -> true;
      case Closed closed -> true;
    };
  }
}
