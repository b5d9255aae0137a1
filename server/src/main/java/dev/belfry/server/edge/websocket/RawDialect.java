package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Raw mode: nothing but the data of messages. There is no word for a gap, so it ends the session,
/// with a reason that says where to go on from.
record RawDialect(WireFormat format, ByteBufAllocator allocator) implements Dialect {
  @Override
  public @Nullable Frame begun(List<Position> positions) {
    return null;
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    return new GapAnswer.End(new CloseReason(CloseCode.GAP, gap.toJson()));
  }

  /// One text for one client, of no channel.
  Frame text(byte[] utf8) {
    ByteBuf buffer = allocator.directBuffer(FrameEncoder.frameBytes(utf8.length));
    FrameEncoder.text(buffer, utf8);
    return new NettyFrame(buffer);
  }
}
