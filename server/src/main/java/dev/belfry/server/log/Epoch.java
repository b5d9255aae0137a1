package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A stretch of a channel's life within which an offset names one message for good. A store that
/// may have come back with less than it had, as after a failover, begins a new one: what survived
/// keeps its offsets, and those that follow are given anew.
///
/// @param name of all positions in it
/// @param previous the name of the epoch before it; null where nothing survived, or nobody knows
/// @param base the offset up to which the previous one survived; 0 where there is none
public record Epoch(String name, @Nullable String previous, long base) {
  /// An epoch that follows on nothing.
  public static Epoch first(String name) {
    return new Epoch(name, null, 0);
  }

  /// The offset here of what a position names; empty where it is lost, or of no epoch known here.
  public OptionalLong offsetOf(Position position) {
    String of = position.epoch();
    boolean known = of.equals(name) || (of.equals(previous) && position.offset() <= base);
    return known ? OptionalLong.of(position.offset()) : OptionalLong.empty();
  }

  /// Whether a position is of the epoch before, and names what did not survive it.
  public boolean lost(Position position) {
    return position.epoch().equals(previous) && position.offset() > base;
  }
}
