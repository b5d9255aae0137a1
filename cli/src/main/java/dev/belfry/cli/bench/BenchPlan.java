package dev.belfry.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What to measure.
///
/// @param target where connections listen
/// @param publishTo where to publish: by POST for an HTTP address, through a WebSocket connection
///   of its own otherwise; empty publishes through the first connection, or by POST to the target
/// @param connections how many listen
/// @param sizeBytes size of a message, its mark of 32 bytes included
/// @param warmupMessages published first and not measured
/// @param headers further header lines of each request, `Name: value`
/// @param hello text frames that each WebSocket connection sends once it is open
/// @param template the message as it is sent; the mark and its padding stand for `%M`
/// @param process the server's process id, to take its CPU time and memory
/// @param patience for an answer to the opening of a connection; and without a delivery for so
///   long, what is missing counts as lost
public record BenchPlan(
    Target target,
    Optional<Target> publishTo,
    int connections,
    Pace pace,
    Extent extent,
    int sizeBytes,
    int warmupMessages,
    Optional<String> subprotocol,
    List<String> headers,
    List<String> hello,
    String template,
    OptionalLong process,
    Duration patience) {

  /// Where to publish, and how.
  Target publishTarget() {
    return publishTo.orElse(target);
  }

  /// Whether the first listening connection publishes too, as a chat's users do.
  boolean firstConnectionPublishes() {
    return publishTo.isEmpty() && target.kind() == Target.Kind.WEBSOCKET;
  }
}
