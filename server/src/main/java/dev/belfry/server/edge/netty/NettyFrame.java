package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;

/// A frame in one buffer of direct memory. Its readable bytes never change, so every socket writes
/// from the same memory.
public record NettyFrame(ByteBuf buffer) implements Frame {
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
