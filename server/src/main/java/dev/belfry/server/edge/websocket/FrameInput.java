package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.websocket.frame.FrameDecoder;
import dev.belfry.server.edge.websocket.frame.FrameListener;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.session.CloseReason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The bytes of one client on their way to its frame decoder. What may not be decoded yet is held
/// here, and what is held, here and in the decoder, is counted.
final class FrameInput {
  /// What one client may leave half sent without being counted.
  private static final int HELD_BYTES_SMALL = 1024;

  private static final CloseReason TOO_MUCH_HELD =
      new CloseReason(CloseCode.UNAVAILABLE, "too many messages are only half here");

  private final FrameDecoder decoder;
  private final IncomingBudget incoming;
  private final Object peer;

  /// What was read but may not be decoded yet, since reading is off; null mostly.
  private @Nullable ByteBuf unread;

  /// With how much this counts among what was received; nothing where that is little.
  private int countedBytes;

  /// @param peer that the bytes are of
  FrameInput(WebSocketCodec codec, boolean deflate, IncomingBudget incoming, Object peer) {
    this.decoder = new FrameDecoder(codec, deflate);
    this.incoming = incoming;
    this.peer = peer;
  }

  /// Takes bytes over, and decodes as much as the listener is ready for.
  void read(ByteBuf in, FrameListener listener) {
    if (unread != null) {
      unread.writeBytes(in);
      in.release();
      hold(unread, listener);
      return;
    }
    try {
      decode(in, listener);
      if (in.isReadable()) {
        unread = in.alloc().buffer(in.readableBytes()).writeBytes(in);
      }
    } finally {
      in.release();
    }
  }

  boolean hasUnread() {
    return unread != null;
  }

  /// Decodes what was held back, as much as the listener is ready for.
  void readOn(FrameListener listener) {
    ByteBuf in = unread;
    if (in == null) {
      return;
    }
    decode(in, listener);
    if (!in.isReadable()) {
      unread = null;
      in.release();
    }
  }

  private void decode(ByteBuf in, FrameListener listener) {
    decoder.read(in, listener);
    hold(in, listener);
  }

  /// Counts what is held of what was received. Where there is no memory for it, this client has to
  /// go.
  private void hold(ByteBuf rest, FrameListener listener) {
    if (!count(decoder.heldBytes() + rest.readableBytes())) {
      decoder.stop();
      rest.skipBytes(rest.readableBytes());
      var _ = count(0);
      listener.onViolation(TOO_MUCH_HELD);
    }
  }

  private boolean count(int heldBytes) {
    int counted = heldBytes > HELD_BYTES_SMALL ? heldBytes : 0;
    boolean may = incoming.change(peer, countedBytes, counted);
    countedBytes = may ? counted : countedBytes;
    return may;
  }

  /// The socket has closed: gives everything back.
  void end() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
    decoder.stop();
    var _ = count(0);
  }
}
