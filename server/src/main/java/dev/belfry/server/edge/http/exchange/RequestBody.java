package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.runtime.IncomingBudget;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The body of one request as it arrives. It counts among what was received, unless it is small.
final class RequestBody {
  private static final byte[] EMPTY = {};
  private static final int BYTES_FIRST = 1024;

  /// What came of a part of the body.
  enum Added {
    YES,
    /// The body is larger than the endpoint takes.
    TOO_LARGE,
    /// Others have all the memory for what is not whole.
    NO_MEMORY
  }

  /// What a request with a body costs while it is served, beside the body and what is made of it.
  private static final int SERVED_BYTES = 512;

  private final IncomingBudget incoming;
  private final Object peer;
  private byte[] bytes = EMPTY;
  private int size;

  /// With how much the body counts among what was received; nothing where it is small.
  private int countedBytes;

  /// @param peer that the body is of
  RequestBody(IncomingBudget incoming, Object peer) {
    this.incoming = incoming;
    this.peer = peer;
  }

  /// Adds a part.
  ///
  /// @param bytesMax of the whole body
  Added add(ByteBuf part, int bytesMax) {
    int added = part.readableBytes();
    if (added == 0) {
      return Added.YES;
    }
    if (added > bytesMax - size) {
      return Added.TOO_LARGE;
    }
    int needed = size + added;
    if (needed > bytes.length) {
      int doubled = Math.max(BYTES_FIRST, Math.max(needed, 2 * bytes.length));
      int grown = Math.min(doubled, bytesMax);
      if (!count(grown > BYTES_FIRST ? grown : 0)) {
        return Added.NO_MEMORY;
      }
      bytes = Arrays.copyOf(bytes, grown);
    }
    part.readBytes(bytes, size, added);
    size = needed;
    return Added.YES;
  }

  private boolean count(int nowBytes) {
    boolean may = incoming.change(peer, countedBytes, nowBytes);
    countedBytes = may ? nowBytes : countedBytes;
    return may;
  }

  /// Counts the body, which is whole, with what is made of it; false where there is no memory for
  /// that.
  boolean countServed() {
    return size == 0 || count(2 * size + SERVED_BYTES);
  }

  /// The body, in an array of its own size.
  byte[] bytes() {
    if (size < bytes.length) {
      bytes = Arrays.copyOf(bytes, size);
    }
    return bytes;
  }

  /// Gives the body back.
  void release() {
    bytes = EMPTY;
    size = 0;
    var _ = count(0);
  }
}
