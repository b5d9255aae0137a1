package dev.belfry.client;

import dev.belfry.protocol.GapFrame;

/// Hears what a channel, or several, has to say. Calls come one after another on one virtual
/// thread, so they may block; the stream is not read meanwhile.
public interface Listener {

  /// A message, in the order of its channel.
  void onMessage(ReceivedMessage message);

  /// Messages of `channel` were missed; the next one comes after the gap's position.
  default void onGap(String channel, GapFrame gap) {}

  /// `channel` is heard no more, since its rule or what this client may do has changed; the others
  /// go on. It may be said again after each reconnect.
  default void onUnsubscribed(String channel) {}

  /// The connection changed.
  default void onState(ListenState state) {}
}
