package dev.belfry.server.inbox;

import java.util.concurrent.CompletionException;

/// What the store of the inboxes has answered.
public sealed interface InboxAnswer<T> {
  /// It did what it was asked for.
  record Done<T>(T value) implements InboxAnswer<T> {}

  /// It can't now.
  ///
  /// @param why one sentence for a developer to read
  record NotNow<T>(String why) implements InboxAnswer<T> {}

  /// The answer for a failure; a bug is one of those that pass.
  static <T> InboxAnswer<T> failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new NotNow<>(
        cause instanceof InboxUnavailable
            ? String.valueOf(cause.getMessage())
            : "the store of the inboxes failed");
  }
}
