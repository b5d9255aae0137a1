package dev.belfry.server.channel;

import java.time.Duration;

/// What holds for a channel.
///
/// @param durable whether it is kept on disk, so that what was acknowledged outlives the server
/// @param history how much of it is kept; a count of 0 keeps none
/// @param publish who may publish from the network
/// @param subscribe who may listen, and read history
/// @param echo whether a session gets back the messages that it published itself
/// @param presence what subscribers may learn of each other
public record ChannelPolicy(
    boolean durable,
    History history,
    Access publish,
    Access subscribe,
    boolean echo,
    Presence presence) {

  /// The store that keeps the channel's log and its schedule.
  public Store store() {
    return durable ? Store.DURABLE : Store.MEMORY;
  }

  /// A store of a server. Where it has to be asked of each, it is in this order.
  public enum Store {
    /// Keeps messages for as long as the server runs.
    MEMORY,
    /// Keeps messages on disk.
    DURABLE
  }

  /// What is kept: whichever bound is reached first.
  ///
  /// @param count messages; in memory at most 1,000,000
  /// @param bytesMax bytes of message data, with 200 for each message itself
  /// @param age since the publish
  public record History(int count, long bytesMax, Duration age) {
    /// The count of a channel whose messages are not counted.
    public static final int ANY_COUNT = Integer.MAX_VALUE;

    public boolean kept() {
      return count > 0;
    }
  }

  /// What is told of those who are subscribed; each is named as it is written in the configuration.
  public enum Presence {
    /// Nothing.
    FALSE,
    /// Who they are, while they are not too many.
    TRUE,
    /// How many they are.
    COUNT;

    /// Whether anything is told.
    public boolean told() {
      return this != FALSE;
    }
  }

  /// Who may do a thing.
  public enum Access {
    /// Everyone who reaches the server.
    ANYONE,
    /// Users whose token grants it, and backends whose key has a scope for it.
    TOKEN,
    /// Backends whose key has a scope for it, and the program that embeds the server.
    BACKEND
  }
}
