package dev.belfry.server.edge.http;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.transport.NettyFrame;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// The stream of one channel. Has no state: one for each loop.
record EventStreamDialect(EventStreamFormat format) implements Dialect {
  @Override
  public Frame begun(List<Position> positions) {
    ByteBuf to = format.allocator().directBuffer(EventStream.OVERHEAD_BYTES);
    EventStream.id(to, positions.getFirst());
    EventStream.end(to);
    return new NettyFrame(to);
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    ByteBuf to = format.allocator().directBuffer(2 * EventStream.OVERHEAD_BYTES);
    EventStream.id(to, gap.position());
    EventStream.gap(to, gap.toJson());
    return new GapAnswer.Say(new NettyFrame(to));
  }
}
