package dev.belfry.client;

import java.time.Duration;

/// Where a listening connection stands.
public sealed interface ListenState {

  /// The stream is open.
  record Open() implements ListenState {}

  /// The stream was lost, or couldn't be opened; the next attempt follows after `delay`.
  record Waiting(Duration delay, String reason) implements ListenState {}

  /// The server will never give this stream; nothing follows.
  record Refused(Problem problem) implements ListenState {}

  /// [Listening#close] was called; nothing follows.
  record Closed() implements ListenState {}

  /// Whether nothing follows.
  default boolean isFinal() {
    return switch (this) {
      case Open _, Waiting _ -> false;
      case Refused _, Closed _ -> true;
    };
  }
}
