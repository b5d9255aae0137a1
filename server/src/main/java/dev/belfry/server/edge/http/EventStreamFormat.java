package dev.belfry.server.edge.http;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.transport.NettyFrame;
import dev.belfry.server.edge.transport.PlainData;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/// Messages for those who stream one channel. One for each loop, so that all its streams share
/// their bytes.
record EventStreamFormat(ByteBufAllocator allocator, StreamFraming framing) implements WireFormat {
  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    int bytes = run.stream().mapToInt(m -> m.data().length + EventStream.OVERHEAD_BYTES).sum();
    ByteBuf to = allocator.directBuffer(bytes + StreamFraming.OVERHEAD_BYTES);
    int start = framing.begin(to);
    for (Message message : run) {
      EventStream.id(to, epoch, message.offset());
      EventStream.data(to, PlainData.of(message));
      EventStream.end(to);
    }
    framing.end(to, start);
    return new NettyFrame(to);
  }
}
