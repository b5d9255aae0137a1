package dev.belfry.server.edge.http.exchange;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.LoopCounters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/// Responses of one connection that are not out: each counts among what waits for clients until it
/// is. Owned by the loop.
public final class HeldResponses {
  /// Responses up to here are given however much waits for slow clients.
  private static final int BYTES_SMALL = 4 * 1024;

  /// What a response that is not out costs beside its content: head and objects.
  private static final int RESPONSE_BYTES = 1024;

  /// How long a response may be on its way while twice of what may wait for clients does.
  private static final int TAKEN_WITHIN_SECONDS = 2;

  private final ByteBudget outboxes;
  private final LoopCounters counters;
  private final Runnable whenOut;
  private int waiting;

  /// @param whenOut called when no response waits any more
  public HeldResponses(ConnectionContext sockets, Runnable whenOut) {
    this.outboxes = sockets.outboxes();
    this.counters = sockets.loop().counters();
    this.whenOut = whenOut;
  }

  /// Whether one more response may wait for this client. While too much waits for slow clients,
  /// none but the first may.
  public boolean mayHoldMore() {
    return waiting == 0 || !outboxes.exhausted();
  }

  /// Whether it is better not to give a large response to a client that only reads, since too much
  /// waits for clients already, and some of it for this one. What was done is always told.
  public boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return response.content().readableBytes() > BYTES_SMALL
        && request.method().equals(HttpMethod.GET)
        && waiting > 0
        && outboxes.exhausted();
  }

  /// Writes a response to a channel, without flushing, and counts it until it is out.
  public ChannelFuture write(Channel channel, FullHttpResponse response) {
    counters.add(Counted.BYTES_OUT, response.content().readableBytes());
    int bytes = response.content().readableBytes() + RESPONSE_BYTES;
    outboxes.add(bytes);
    waiting++;
    ChannelFuture written = channel.write(response).addListener(_ -> written(bytes));
    if (outboxes.overfull()) {
      Runnable check = () -> cutOffUnlessOut(channel, written);
      var _ = channel.eventLoop().schedule(check, TAKEN_WITHIN_SECONDS, SECONDS);
    }
    return written;
  }

  /// A client that does not take what it has asked for while there is no memory left to wait for it
  /// is cut off.
  private void cutOffUnlessOut(Channel channel, ChannelFuture written) {
    if (!written.isDone() && outboxes.overfull()) {
      var _ = channel.close();
    }
  }

  private void written(int bytes) {
    outboxes.add(-bytes);
    waiting--;
    if (waiting == 0) {
      whenOut.run();
    }
  }
}
