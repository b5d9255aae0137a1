package dev.belfry.cli.bench;

import org.HdrHistogram.Histogram;

/// How the measured messages fared.
///
/// @param sent messages
/// @param expected deliveries: one of each message to each connection
/// @param disordered deliveries that came after a later message, or a second time
/// @param nanos from the first message to the last delivery
/// @param latencies in nanoseconds
record Broadcast(
    long sent,
    long expected,
    long delivered,
    long disordered,
    long nanos,
    Histogram latencies,
    ProcessUsage before,
    ProcessUsage after) {

  /// Whether each message came to each connection once and in order.
  boolean isComplete() {
    return delivered == expected && disordered == 0;
  }
}
