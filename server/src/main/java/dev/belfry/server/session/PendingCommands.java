package dev.belfry.server.session;

import dev.belfry.server.runtime.ByteBudget;
import java.util.ArrayDeque;

/// Commands that a client has sent and that are not taken yet; all but always none.
final class PendingCommands {
  private final ByteBudget incoming;
  private final ArrayDeque<String> lines = new ArrayDeque<>(1);
  private int bytes;
  private int countedBytes;

  /// @param incoming what all clients have sent and nobody has taken yet
  PendingCommands(ByteBudget incoming) {
    this.incoming = incoming;
  }

  /// Adds the lines of a frame; those without a word are nothing.
  void add(String frame) {
    for (String line : frame.split("\n")) {
      if (!line.isBlank()) {
        lines.add(line);
        bytes += line.length();
      }
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String next() {
    String line = lines.remove();
    bytes -= line.length();
    return line;
  }

  void clear() {
    lines.clear();
    bytes = 0;
    var _ = count();
  }

  /// Counts those that are here now; false where there is no memory for them.
  boolean count() {
    boolean may = incoming.change(countedBytes, bytes);
    countedBytes = may ? bytes : countedBytes;
    return may;
  }
}
