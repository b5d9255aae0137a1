package dev.belfry.server.inbox;

import java.util.ArrayList;
import java.util.List;

/// What happened while a session waits for an answer, bounded in bytes. Owned by the loop.
final class HeldParts {
  private static final int BYTES_MAX = 64 * 1024;

  private final List<InboxPart> parts = new ArrayList<>(0);
  private int bytes;

  /// Keeps parts; false where they are too much, and nothing is kept any more.
  boolean add(List<InboxPart> more) {
    for (InboxPart part : more) {
      bytes += part.bytes();
      parts.add(part);
    }
    if (bytes > BYTES_MAX) {
      clear();
      return false;
    }
    return true;
  }

  void clear() {
    parts.clear();
    bytes = 0;
  }

  List<InboxPart> parts() {
    return List.copyOf(parts);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }
}
