package dev.belfry.conformance.crash;

/// A message as a server hands it out.
///
/// @param position as the server tells it: `k3f9-17`
record Kept(String position, String text) {
  long offset() {
    return Long.parseLong(position.substring(position.indexOf('-') + 1));
  }
}
