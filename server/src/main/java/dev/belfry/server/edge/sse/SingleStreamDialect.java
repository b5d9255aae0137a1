package dev.belfry.server.edge.sse;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.EventStreamFormat;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.LongSupplier;

/// The stream of one channel. Has no state: one for each loop and framing.
///
/// @param retryMillis after how long a client comes back that was cut; drawn for each client
record SingleStreamDialect(EventStreamFormat format, LongSupplier retryMillis) implements Dialect {
  @Override
  public Frame begun(List<Position> positions) {
    ByteBuf to = format.allocator().directBuffer(2 * EventStreamEncoder.OVERHEAD_BYTES);
    int start = format.framing().begin(to);
    EventStreamEncoder.retryLine(to, retryMillis.getAsLong());
    EventStreamEncoder.id(to, positions.getFirst());
    EventStreamEncoder.end(to);
    format.framing().end(to, start);
    return new NettyFrame(to);
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    ByteBuf to = format.allocator().directBuffer(2 * EventStreamEncoder.OVERHEAD_BYTES);
    int start = format.framing().begin(to);
    EventStreamEncoder.id(to, gap.position());
    EventStreamEncoder.gap(to, gap.toJson());
    format.framing().end(to, start);
    return new GapAnswer.Say(new NettyFrame(to));
  }
}
