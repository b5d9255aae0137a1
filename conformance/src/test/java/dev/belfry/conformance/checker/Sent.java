package dev.belfry.conformance.checker;

/// One message that a publisher sent.
///
/// @param content unique in its channel
/// @param publisher the connection that sent it
/// @param sequence rises with each message of that publisher
/// @param sentNanos when the publisher began to send it
record Sent(String content, String publisher, int sequence, long sentNanos, Outcome outcome) {

  /// What the publisher knows of it.
  sealed interface Outcome {
    /// The server answered where it stands, at that time.
    record Kept(Place place, long answeredNanos) implements Outcome {}

    /// The publisher heard its own message back, which does not say where it stands.
    record Echoed() implements Outcome {}

    /// The connection was cut first: it may be there, or not.
    record Unknown() implements Outcome {}
  }
}
