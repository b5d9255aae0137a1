package dev.belfry.server.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node has heard from its engines since it began, and how they answer.
///
/// @param signals that something was appended
/// @param gaps how often signals were found to be missing, or could not be trusted
/// @param catchUpReads reads of what signals did not bring
/// @param roundTripMicros how long an answer takes, of late
public record BusFigures(long signals, long gaps, long catchUpReads, long roundTripMicros) {
  /// Of a node that has heard nothing.
  public static final BusFigures NONE = new BusFigures(0, 0, 0, 0);

  /// Those of two engines together; the slower one's round trip.
  public BusFigures plus(BusFigures other) {
    return new BusFigures(
        signals + other.signals,
        gaps + other.gaps,
        catchUpReads + other.catchUpReads,
        Math.max(roundTripMicros, other.roundTripMicros));
  }

  /// Puts the figures into an object.
  public void writeTo(ObjectNode object) {
    object
        .put("signals", signals)
        .put("gaps", gaps)
        .put("catchUpReads", catchUpReads)
        .put("roundTripMicros", roundTripMicros);
  }

  static BusFigures read(JsonNode object) {
    return new BusFigures(
        object.path("signals").asLong(0),
        object.path("gaps").asLong(0),
        object.path("catchUpReads").asLong(0),
        object.path("roundTripMicros").asLong(0));
  }
}
