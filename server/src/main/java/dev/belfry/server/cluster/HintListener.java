package dev.belfry.server.cluster;

/// One that hears hints, from any thread.
public interface HintListener {
  /// A node gives a hint.
  void told(Hint hint);

  /// Hints may have been lost, or can't be read: whatever is shared may have changed.
  void doubtful();
}
