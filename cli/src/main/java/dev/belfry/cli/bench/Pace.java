package dev.belfry.cli.bench;

/// What decides when the next message is published.
public sealed interface Pace {

  /// The next message waits until at most `messages - 1` are on their way. Latency is taken from
  /// the moment of sending.
  record InFlight(int messages) implements Pace {}

  /// A message is due each so often, whatever the server does. Latency is taken from the moment at
  /// which a message was due, so that a server that stalls is charged for all that it held up (no
  /// coordinated omission).
  record Rate(double perSecond) implements Pace {}
}
