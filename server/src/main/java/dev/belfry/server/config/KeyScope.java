package dev.belfry.server.config;

/// One thing that an API key may allow.
public enum KeyScope {
  /// Publish, schedule and cancel.
  PUBLISH,
  /// Receive messages, read history and presence.
  SUBSCRIBE,
  /// Put notifications into inboxes.
  NOTIFY,
  /// Read history and presence.
  READ,
  /// Look into the server and end sessions.
  ADMIN
}
