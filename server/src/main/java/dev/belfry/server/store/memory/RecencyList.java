package dev.belfry.server.store.memory;

import org.jspecify.annotations.Nullable;

/// Logs in the order of their last publish, linked through the logs themselves.
final class RecencyList {
  private @Nullable MemoryLog oldest;
  private @Nullable MemoryLog newest;

  @Nullable MemoryLog oldest() {
    return oldest;
  }

  /// Makes the log the newest, whether it was here or not.
  void touch(MemoryLog log) {
    if (log == newest) {
      return;
    }
    remove(log);
    log.older = newest;
    if (newest == null) {
      oldest = log;
    } else {
      newest.newer = log;
    }
    newest = log;
  }

  /// Takes the log out; nothing happens where it is not here.
  void remove(MemoryLog log) {
    MemoryLog older = log.older;
    MemoryLog newer = log.newer;
    if (older != null) {
      older.newer = newer;
    } else if (oldest == log) {
      oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else if (newest == log) {
      newest = older;
    }
    log.older = null;
    log.newer = null;
  }
}
