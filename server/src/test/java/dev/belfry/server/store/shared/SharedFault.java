package dev.belfry.server.store.shared;

/// What is wrong with an engine, or with the one who follows it.
enum SharedFault {
  NONE,
  /// Lost signals are never found out.
  NO_CATCH_UP,
  /// A server that has lost messages goes on in the epoch that it had.
  EPOCH_NOT_RENEWED,
  /// A publisher is told that its message is kept before it is.
  ANSWERS_BEFORE_IT_KEEPS
}
