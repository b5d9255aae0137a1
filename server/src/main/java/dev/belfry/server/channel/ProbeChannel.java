package dev.belfry.server.channel;

import java.time.Duration;

/// The channels in which a server publishes to itself, one for each store, to find out whether what
/// is published reaches subscribers. Clients can't write there, nobody is shown them, and next to
/// nothing is kept.
public final class ProbeChannel {
  /// Kept as channels are that are not durable.
  public static final ChannelName MEMORY = new ChannelName("@probe/memory");

  /// Kept as durable channels are.
  public static final ChannelName DURABLE = new ChannelName("@probe/durable");

  private static final ChannelPolicy.History ONE =
      new ChannelPolicy.History(1, 64 * 1024, Duration.ofMinutes(1));

  private ProbeChannel() {}

  /// Whether a channel is one of them.
  public static boolean is(ChannelName channel) {
    return channel.reserved() && (channel.equals(MEMORY) || channel.equals(DURABLE));
  }

  /// The policy that holds for one of them, whatever is configured.
  static ChannelPolicy policyOf(ChannelName channel) {
    return new ChannelPolicy(
        channel.equals(DURABLE),
        ONE,
        ChannelPolicy.Access.BACKEND,
        ChannelPolicy.Access.BACKEND,
        true,
        ChannelPolicy.Presence.FALSE);
  }
}
