package dev.belfry.client;

import java.io.IOException;

/// The connection ended for good before an answer came: nobody knows whether a message was taken.
public final class ConnectionClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectionClosedException(String reason) {
    super(reason);
  }
}
