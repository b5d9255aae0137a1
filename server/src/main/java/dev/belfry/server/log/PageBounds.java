package dev.belfry.server.log;

/// What pages of history may take.
///
/// @param bytesMax message data in one page; at least one message is in it, whatever its size
/// @param atOnceMax pages that one loop has under way from a disk
public record PageBounds(int bytesMax, int atOnceMax) {
  /// Those of a large heap.
  public static final PageBounds LARGEST = new PageBounds(1 << 20, 4);
}
