package dev.belfry.server.edge.websocket.frame;

import org.jspecify.annotations.Nullable;

/// What the connections of one event loop share, so that each need not have its own: the bounds,
/// and one inflater and one deflater, made when first used. It belongs to that loop.
public final class WebSocketCodec implements AutoCloseable {
  private static final int FRAGMENTS_MAX_LEAST = 1024;
  private static final int BYTES_PER_FRAGMENT_LEAST = 32;

  private final int messageBytesMax;
  private @Nullable MessageInflater inflater;
  private @Nullable MessageDeflater deflater;

  /// Makes one for a loop.
  ///
  /// @param messageBytesMax the most bytes of a message from a client, after inflation too
  public WebSocketCodec(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// Of a message as it comes; data that deflate cannot shrink grows by 5 bytes per 16 KiB.
  int wireBytesMax(boolean compressed) {
    return compressed ? messageBytesMax + messageBytesMax / 1024 + 64 : messageBytesMax;
  }

  /// The most fragments of a message, empty ones included.
  int fragmentsMax() {
    return Math.max(FRAGMENTS_MAX_LEAST, messageBytesMax / BYTES_PER_FRAGMENT_LEAST);
  }

  MessageInflater inflater() {
    if (inflater == null) {
      inflater = new MessageInflater(messageBytesMax);
    }
    return inflater;
  }

  MessageDeflater deflater() {
    if (deflater == null) {
      deflater = new MessageDeflater();
    }
    return deflater;
  }

  /// Frees the memory outside the heap. Nothing may use the codec afterwards.
  @Override
  public void close() {
    if (inflater != null) {
      inflater.close();
    }
    if (deflater != null) {
      deflater.close();
    }
  }
}
