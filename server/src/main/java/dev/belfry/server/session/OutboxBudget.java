package dev.belfry.server.session;

/// The unsent bytes of all sessions of one loop, which owns it.
public final class OutboxBudget {
  private final long bytesMax;
  private long bytes;

  /// @param bytesMax this loop's share of what the server may keep unsent
  public OutboxBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes begin to wait, or cease to where negative.
  public void add(long waiting) {
    bytes += waiting;
  }

  public long bytes() {
    return bytes;
  }

  /// Whether no session should make more bytes wait.
  public boolean exhausted() {
    return bytes >= bytesMax;
  }
}
