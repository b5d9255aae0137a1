package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The channels of the simulation, one of each temper.
final class Channels {
  /// Keeps all there is.
  static final ChannelName LEDGER = new ChannelName("ledger");

  /// Keeps little.
  static final ChannelName TICKER = new ChannelName("ticker");

  /// Keeps messages for a short while.
  static final ChannelName FLASH = new ChannelName("flash");

  /// Keeps nothing.
  static final ChannelName WHISPER = new ChannelName("whisper");

  /// Does not echo.
  static final ChannelName CHAT = new ChannelName("chat");

  /// Outlives the server.
  static final ChannelName DISK = new ChannelName("disk");

  /// Outlives the server, and keeps little for a short while.
  static final ChannelName RECENT = new ChannelName("recent");

  /// Are durable in some runs and in memory in others, as their policy is changed; then each
  /// belongs to another loop. Only scheduled messages come here, while they are durable, and nobody
  /// listens.
  static final List<ChannelName> WANDERERS =
      Stream.of("wanderer/1", "wanderer/2", "wanderer/4").map(ChannelName::new).toList();

  static final List<ChannelName> DURABLE = List.of(DISK, RECENT);

  /// The channels of which the database may have messages.
  static final List<ChannelName> ON_DISK =
      Stream.of(DURABLE, WANDERERS).flatMap(List::stream).toList();

  static final List<ChannelName> ALL = List.of(LEDGER, TICKER, FLASH, WHISPER, CHAT, DISK, RECENT);

  private static final Duration YEAR = Duration.ofDays(365);

  private Channels() {}

  static boolean durable(ChannelName channel) {
    return DURABLE.contains(channel);
  }

  /// Whether a session gets its own messages back.
  static boolean echoes(ChannelName channel) {
    return !channel.equals(CHAT);
  }

  /// What it tells of those who are subscribed.
  static ChannelPolicy.Presence presence(ChannelName channel) {
    if (channel.equals(CHAT) || channel.equals(WHISPER) || channel.equals(DISK)) {
      return ChannelPolicy.Presence.TRUE;
    }
    return channel.equals(TICKER) ? ChannelPolicy.Presence.COUNT : ChannelPolicy.Presence.FALSE;
  }

  /// Whether it forgets old messages, so that there may be gaps within one epoch.
  static boolean trims(ChannelName channel) {
    return !channel.equals(LEDGER) && !channel.equals(CHAT) && !keepsAllOnDisk(channel);
  }

  private static boolean keepsAllOnDisk(ChannelName channel) {
    return channel.equals(DISK) || WANDERERS.contains(channel);
  }

  /// The policies of one run.
  static ChannelPolicies policies(boolean wanderersAreDurable) {
    History all = new History(100_000, 1 << 28, YEAR);
    return new ChannelPolicies(
        List.of(
            rule(TICKER, new History(12, 1 << 20, YEAR)),
            rule(FLASH, new History(1_000, 1 << 20, Duration.ofSeconds(2))),
            rule(WHISPER, new History(0, 1 << 20, YEAR)),
            rule(CHAT, all),
            rule(DISK, all),
            new ChannelPolicies.Rule(
                ChannelPattern.parse("wanderer/*").orElseThrow(),
                policy(WANDERERS.getFirst(), all, wanderersAreDurable)),
            rule(RECENT, new History(12, 1 << 20, Duration.ofSeconds(2)))),
        policy(LEDGER, all, false));
  }

  private static ChannelPolicies.Rule rule(ChannelName channel, History history) {
    ChannelPattern pattern = ChannelPattern.parse(channel.text()).orElseThrow();
    return new ChannelPolicies.Rule(pattern, policy(channel, history, durable(channel)));
  }

  private static ChannelPolicy policy(ChannelName channel, History history, boolean isDurable) {
    return new ChannelPolicy(
        isDurable, history, Access.ANYONE, Access.ANYONE, echoes(channel), presence(channel));
  }
}
