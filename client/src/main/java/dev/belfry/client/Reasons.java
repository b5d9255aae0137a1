package dev.belfry.client;

import java.util.concurrent.CompletionException;

/// Errors in words for people.
final class Reasons {
  private Reasons() {}

  static String of(Throwable error) {
    Throwable told =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    String message = told.getMessage();
    String name = told.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : message;
  }
}
