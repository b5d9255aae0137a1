package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.FramedFormat;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The framed protocol. Has no state: one for each loop, and one more that compresses.
///
/// @param codec to compress with; null for not at all
record FramedDialect(WireFormat format, ByteBufAllocator allocator, @Nullable WebSocketCodec codec)
    implements Dialect, Function<byte[], Frame> {
  static FramedDialect of(ByteBufAllocator allocator, @Nullable WebSocketCodec codec) {
    return new FramedDialect(new FramedFormat(allocator, codec), allocator, codec);
  }

  /// The reply to each subscribe says where it begins.
  @Override
  public @Nullable Frame begun(List<Position> positions) {
    return null;
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    String line = ServerFrames.write(new Push.Gap(channel.text(), gap));
    return new GapAnswer.Say(apply(line.getBytes(StandardCharsets.UTF_8)));
  }

  /// One line for one client.
  @Override
  public Frame apply(byte[] utf8) {
    ByteBuf buffer = allocator.directBuffer(FrameEncoder.frameBytes(utf8.length));
    if (codec == null) {
      FrameEncoder.text(buffer, utf8);
    } else {
      FrameEncoder.deflatedText(buffer, utf8, codec);
    }
    return new NettyFrame(buffer);
  }
}
