package dev.belfry.client;

/// What the server says to a question.
public sealed interface Answer<T> {

  /// This.
  record Given<T>(T value) implements Answer<T> {}

  /// Nothing, for this reason.
  record Refused<T>(Problem problem) implements Answer<T> {}

  /// The value.
  ///
  /// @throws IllegalStateException if there is none
  default T orElseThrow() {
    return switch (this) {
      case Given<T>(T value) -> value;
      case Refused<T>(Problem problem) -> throw new IllegalStateException(problem.toString());
    };
  }
}
