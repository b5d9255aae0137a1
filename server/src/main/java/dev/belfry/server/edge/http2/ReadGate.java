package dev.belfry.server.edge.http2;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/// Reads nothing more of a client while it does not take what is sent to it: each frame that is
/// read may cost one that is written, and not all of those wait for the client's leave. It stands
/// before the codec, which would read on whatever happens.
final class ReadGate extends ChannelDuplexHandler {
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext netty) {
    netty.channel().config().setAutoRead(netty.channel().isWritable());
    netty.fireChannelWritabilityChanged();
  }

  @Override
  public void read(ChannelHandlerContext netty) {
    if (netty.channel().isWritable()) {
      netty.read();
    }
  }
}
