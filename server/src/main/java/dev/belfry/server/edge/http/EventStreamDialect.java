package dev.belfry.server.edge.http;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.transport.NettyFrame;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.LongSupplier;

/// The stream of one channel. Has no state: one for each loop and framing.
///
/// @param retryMillis after how long a client comes back that was cut; drawn for each client
record EventStreamDialect(EventStreamFormat format, LongSupplier retryMillis) implements Dialect {
  @Override
  public Frame begun(List<Position> positions) {
    ByteBuf to = format.allocator().directBuffer(2 * EventStream.OVERHEAD_BYTES);
    int start = format.framing().begin(to);
    EventStream.retryLine(to, retryMillis.getAsLong());
    EventStream.id(to, positions.getFirst());
    EventStream.end(to);
    format.framing().end(to, start);
    return new NettyFrame(to);
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    ByteBuf to = format.allocator().directBuffer(2 * EventStream.OVERHEAD_BYTES);
    int start = format.framing().begin(to);
    EventStream.id(to, gap.position());
    EventStream.gap(to, gap.toJson());
    format.framing().end(to, start);
    return new GapAnswer.Say(new NettyFrame(to));
  }
}
