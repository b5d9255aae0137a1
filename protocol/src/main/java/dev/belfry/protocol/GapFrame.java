package dev.belfry.protocol;

import org.jspecify.annotations.Nullable;

/// Says that messages were missed, before the first message after them: `{"missed","position"}`.
///
/// @param missed how many offsets; null where it can't be known
/// @param position where the stream goes on: the next message lies after it
public record GapFrame(@Nullable Long missed, Position position) {

  /// The JSON of this, at most 123 bytes, so that it fits a close reason (RFC 6455 section 5.5).
  public String toJson() {
    return "{\"missed\":" + missed + ",\"position\":\"" + position + "\"}";
  }
}
