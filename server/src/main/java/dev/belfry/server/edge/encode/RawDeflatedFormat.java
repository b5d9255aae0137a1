package dev.belfry.server.edge.encode;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/// A raw client's messages, one text frame each, compressed where that makes it smaller: once, for
/// all clients that have agreed to permessage-deflate. One for each loop.
public final class RawDeflatedFormat implements WireFormat {
  private final ByteBufAllocator allocator;
  private final WebSocketCodec codec;

  /// Makes one for a loop.
  ///
  /// @param codec that of the same loop
  public RawDeflatedFormat(ByteBufAllocator allocator, WebSocketCodec codec) {
    this.allocator = allocator;
    this.codec = codec;
  }

  /// Writes to memory of the heap first: how small the frames get shows only then, and what slow
  /// clients leave waiting should take no more memory than it says.
  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    ByteBuf frames = allocator.heapBuffer(FrameEncoder.frameBytesMax(run));
    try {
      for (Message message : run) {
        FrameEncoder.deflatedText(frames, PlainData.of(message), codec);
      }
      return new NettyFrame(allocator.directBuffer(frames.readableBytes()).writeBytes(frames));
    } finally {
      frames.release();
    }
  }
}
