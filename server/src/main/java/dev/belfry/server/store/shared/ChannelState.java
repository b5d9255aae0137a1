package dev.belfry.server.store.shared;

import dev.belfry.server.log.Epoch;

/// A channel as its engine has it at one moment.
///
/// @param trimmedThrough the last offset that was trimmed
/// @param head the last offset that was given
public record ChannelState(Epoch epoch, long trimmedThrough, long head) {
  /// Whether this is of the same epoch as another one.
  boolean continues(Epoch other) {
    return epoch.name().equals(other.name());
  }
}
