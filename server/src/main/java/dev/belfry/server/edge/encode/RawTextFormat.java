package dev.belfry.server.edge.encode;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/// A raw client's messages, one text frame each, uncompressed. One for each loop.
public final class RawTextFormat implements WireFormat {
  private final ByteBufAllocator allocator;

  public RawTextFormat(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    ByteBuf frames = allocator.directBuffer(FrameEncoder.frameBytesMax(run));
    for (Message message : run) {
      FrameEncoder.text(frames, PlainData.of(message));
    }
    return new NettyFrame(frames);
  }
}
