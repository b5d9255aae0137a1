package dev.belfry.client;

import dev.belfry.protocol.PresenceWish;

/// What a subscription shall bring.
///
/// @param since where to begin: a position, `earliest`, a count back such as `-50`, an age such as
///   `10m`; empty for what comes from now on
/// @param presence whether to hear who is present
/// @param bufferedMax how many deliveries may wait for the listener before the connection is no
///   longer read; what one read brings may exceed it
public record SubscribeOptions(String since, PresenceWish presence, int bufferedMax) {

  /// What comes from now on, messages only.
  public static final SubscribeOptions NOW = new SubscribeOptions("", PresenceWish.NONE, 256);

  public SubscribeOptions {
    if (bufferedMax < 1) {
      throw new IllegalArgumentException("at least one delivery is buffered");
    }
  }

  /// Begins somewhere; the rest as in `NOW`.
  public static SubscribeOptions since(String since) {
    return new SubscribeOptions(since, NOW.presence(), NOW.bufferedMax());
  }

  /// The same, with this to hear of presence.
  public SubscribeOptions withPresence(PresenceWish wish) {
    return new SubscribeOptions(since, wish, bufferedMax);
  }

  /// The same with another bound on what waits.
  public SubscribeOptions withBufferedMax(int deliveries) {
    return new SubscribeOptions(since, presence, deliveries);
  }
}
