package dev.belfry.server.auth;

/// What a principal wants to do with a channel.
public enum Action {
  /// Receive messages as they come, and resume.
  SUBSCRIBE,
  /// Read pages of what the channel keeps.
  HISTORY,
  /// Learn who is subscribed.
  PRESENCE,
  /// Publish a message now.
  PUBLISH,
  /// Publish a message later.
  SCHEDULE,
  /// Take back a message that is scheduled.
  CANCEL,
  /// Put a notification into an inbox; the channel is the feed, `@user/42` say.
  NOTIFY,
  /// Look into the server and end sessions.
  ADMIN
}
