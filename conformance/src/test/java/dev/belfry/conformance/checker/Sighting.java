package dev.belfry.conformance.checker;

import org.jspecify.annotations.Nullable;

/// One thing that happened to a subscriber.
sealed interface Sighting {
  /// A message came.
  ///
  /// @param place null where the protocol does not tell it
  record Message(String content, @Nullable Place place) implements Sighting {}

  /// The server said that messages were missed, and that the stream goes on after a place.
  ///
  /// @param missed null where it said that it does not know how many
  record Gap(@Nullable Long missed, Place resume) implements Sighting {}

  /// The subscriber connected again, and asked for what comes after a place.
  record Resumed(Place from) implements Sighting {}
}
