package dev.belfry.server.edge.http.request;

import java.util.function.Function;

/// What was read from a request, or the problem with it.
public sealed interface Checked<T> {
  /// It could be read.
  record Good<T>(T value) implements Checked<T> {}

  /// It could not.
  record Bad<T>(Problem problem) implements Checked<T> {}

  /// A value that is fine.
  static <T> Checked<T> good(T value) {
    return new Good<>(value);
  }

  /// A value that is not there.
  static <T> Checked<T> bad(Problem problem) {
    return new Bad<>(problem);
  }

  /// A request that can't be understood.
  static <T> Checked<T> malformed(String detail) {
    return new Bad<>(Problem.badRequest(detail));
  }

  /// Reads on where all is well so far.
  default <R> Checked<R> then(Function<T, Checked<R>> next) {
    return switch (this) {
      case Good<T>(T value) -> next.apply(value);
      case Bad<T>(Problem problem) -> new Bad<>(problem);
    };
  }

  /// Makes something of it where all is well so far.
  default <R> Checked<R> map(Function<T, R> change) {
    return then(value -> good(change.apply(value)));
  }

  /// Ends the checking: both ways lead to the same kind of result.
  default <R> R fold(Function<T, R> whenGood, Function<Problem, R> whenBad) {
    return switch (this) {
      case Good<T>(T value) -> whenGood.apply(value);
      case Bad<T>(Problem problem) -> whenBad.apply(problem);
    };
  }
}
