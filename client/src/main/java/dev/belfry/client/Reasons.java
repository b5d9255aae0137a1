package dev.belfry.client;

import java.net.ConnectException;
import java.util.concurrent.CompletionException;

/// Errors in words for people.
final class Reasons {
  private Reasons() {}

  static String of(Throwable error) {
    Throwable told =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    String message = told.getMessage();
    if (message != null && !message.isBlank()) {
      return message;
    }
    return told instanceof ConnectException ? "no server answers" : told.getClass().getSimpleName();
  }
}
