package dev.belfry.server.runtime;

/// Bytes of one kind that all clients of one loop hold in the server together. Owned by the loop.
public final class ByteBudget {
  private final long bytesMax;
  private long bytes;

  /// @param bytesMax this loop's share of what the server may hold
  public ByteBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes begin to be held, or cease to where negative.
  public void add(long more) {
    bytes += more;
  }

  public long bytes() {
    return bytes;
  }

  /// Whether nobody should hold more.
  public boolean exhausted() {
    return bytes >= bytesMax;
  }

  /// Whether those who can wait should: the other half is for those who can't.
  public boolean halfUsed() {
    return bytes >= bytesMax / 2;
  }

  /// One who holds `before` bytes wants to hold `after`. False, and all is as before, where that is
  /// more and what the others hold exhausts the budget: so one alone is never refused.
  public boolean change(long before, long after) {
    if (after > before && bytes - before >= bytesMax) {
      return false;
    }
    bytes += after - before;
    return true;
  }
}
