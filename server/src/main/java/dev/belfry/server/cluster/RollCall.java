package dev.belfry.server.cluster;

import java.util.Map;

/// What an engine answers to a node that says it is there.
///
/// @param written whether the node's row is there, with what it says now
/// @param life names a stretch of time in which the engine has lost nothing that it had
///   acknowledged, as far as it can tell
/// @param rows of the nodes whose lease lasts, by their ids, as far as they were written during
///   this life: what the others have with the engine beside their rows may be lost
public record RollCall(boolean written, String life, Map<String, String> rows) {
  public RollCall {
    rows = Map.copyOf(rows);
  }
}
