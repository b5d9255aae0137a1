package dev.belfry.server.edge.transport;

import io.netty.channel.ChannelInboundHandlerAdapter;

/// One socket of a loop, whatever is spoken on it, as its clock sees it.
public abstract class Connection extends ChannelInboundHandlerAdapter {
  /// Its place in the table of its loop.
  int place = -1;

  /// A second or so has passed.
  ///
  /// @param nowSeconds seconds from a fixed point, never going back
  protected abstract void tick(int nowSeconds);

  /// The server is leaving: says goodbye and closes.
  protected abstract void leave();

  /// Closes the socket without a word.
  protected abstract void abort();
}
