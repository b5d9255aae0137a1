package dev.belfry.client;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Push;

/// Hears what one channel brings. Calls come one after another on a virtual thread of the
/// subscription, so they may block. One that throws ends the subscription, and the message that it
/// was given counts as not taken.
@FunctionalInterface
public interface ChannelListener {

  /// A message, in the order of its channel.
  void onMessage(MessageFrame message);

  /// Messages were missed for good; the next one lies after the gap's position.
  default void onGap(GapFrame gap) {}

  /// Something changed in who is present, where that was asked for.
  default void onPresence(Push.PresenceChange change) {}

  /// Nothing more comes.
  default void onEnd(SubscriptionEnd end) {}
}
