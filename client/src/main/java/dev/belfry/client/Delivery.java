package dev.belfry.client;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Push;

/// One thing that a subscription brings.
public sealed interface Delivery {

  /// A message, in the order of its channel.
  record Message(MessageFrame message) implements Delivery {}

  /// Messages were missed for good; the next one lies after the gap's position.
  record Gap(GapFrame gap) implements Delivery {}

  /// Something changed in who is present, where that was asked for.
  record Presence(Push.PresenceChange change) implements Delivery {}
}
