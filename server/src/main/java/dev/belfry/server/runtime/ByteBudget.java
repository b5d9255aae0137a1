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

  public long bytesMax() {
    return bytesMax;
  }

  /// Whether nobody should hold more.
  public boolean exhausted() {
    return bytes >= bytesMax;
  }

  /// Whether nothing more must be held at all: those that always get on may hold as much again.
  public boolean overfull() {
    return bytes / 2 >= bytesMax;
  }

  boolean halfUsed() {
    return bytes >= bytesMax / 2;
  }
}
