package dev.belfry.client;

/// Why a subscription brings nothing more.
public sealed interface SubscriptionEnd {

  /// It, or its connection, was closed by this program.
  record Closed() implements SubscriptionEnd {}

  /// The server doesn't give the channel, or closed the connection for good.
  record Refused(Problem problem) implements SubscriptionEnd {}

  /// The listener threw this.
  record ListenerFailed(Throwable cause) implements SubscriptionEnd {}
}
