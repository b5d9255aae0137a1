package dev.belfry.protocol;

/// What was read from one line.
public sealed interface Decoded<F> {
  /// A frame.
  record Frame<F>(F frame) implements Decoded<F> {}

  /// A command that can't be understood, but has an id to answer to.
  ///
  /// @param message one sentence for a developer to read
  record Refused<F>(long id, String message) implements Decoded<F> {}

  /// Something that no reply can be given to.
  ///
  /// @param message one sentence for a developer to read
  record Broken<F>(String message) implements Decoded<F> {}
}
