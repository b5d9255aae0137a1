package dev.belfry.server.store.shared;

import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Message;

/// What came of an append to an engine, where it has answered.
public sealed interface Appending {
  /// The message stands in the log.
  ///
  /// @param state of the channel, with the message
  record Kept(ChannelState state, Message message) implements Appending {}

  /// It does not: its idempotency key was seen before.
  ///
  /// @param outcome a duplicate or a conflict
  record KeyKnown(AppendOutcome outcome) implements Appending {}
}
