package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;

/// A frame in one buffer of direct memory. Its readable bytes never change, so every socket writes
/// from the same memory. In how many outboxes it waits is known to the loop that made it, which
/// owns that count: however many they are, the memory is there once, and is counted once.
public final class NettyFrame implements Frame {
  /// What the objects around the memory cost.
  private static final int OBJECT_BYTES = 128;

  private final ByteBuf buffer;

  /// What it holds, as long as it waits. Its buffer can't tell any more when the last outbox hears
  /// that it is out: it was released before, and may be somebody else's.
  private final int heldBytes;

  private int outboxes;

  public NettyFrame(ByteBuf buffer) {
    this.buffer = buffer;
    this.heldBytes = buffer.capacity() + OBJECT_BYTES;
  }

  public ByteBuf buffer() {
    return buffer;
  }

  /// Whether it waits in an outbox already, so that one more costs no memory.
  boolean waits() {
    return outboxes > 0;
  }

  /// Waits in one more outbox.
  void enterOutbox(ByteBudget budget) {
    if (outboxes++ == 0) {
      budget.add(heldBytes);
    }
  }

  /// Waits in one less. The memory is free when the last has let it go.
  void leaveOutbox(ByteBudget budget) {
    if (--outboxes == 0) {
      budget.add(-heldBytes);
    }
  }

  @Override
  public int bytes() {
    return buffer.readableBytes();
  }

  @Override
  public void retain() {
    buffer.retain();
  }

  @Override
  public void release() {
    buffer.release();
  }
}
