package dev.belfry.client;

import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
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
    return told.getClass().getSimpleName();
  }

  /// Why there is no connection to an address, which is named.
  static String ofConnect(Throwable error, URI address) {
    boolean refused = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "no host is called " + address.getHost();
      }
      refused |= cause instanceof ConnectException;
    }
    String server =
        address.getScheme().replaceFirst("^ws", "http") + "://" + address.getRawAuthority();
    return refused ? "no server answers at " + server : of(error) + " (" + server + ")";
  }
}
