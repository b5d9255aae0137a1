package dev.belfry.server.edge.sse;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionKind;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.edge.netty.SocketOutlet;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which an event stream goes out: the only handler of its pipeline. The stream ends
/// with the connection, by a cut: none is ever over (ADR 0010).
final class EventStreamConnection extends SocketOutlet {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreamConnection.class);

  /// What a client may send, though nobody reads it.
  private static final int IGNORED_BYTES_MAX = 64 * 1024;

  private final ConnectionContext context;
  private final StreamFraming framing;
  private final Function<CloseReason, Object> refusal;
  private @Nullable Session session;
  private int ignoredBytes;
  private int pingedSeconds;
  private boolean closing;

  /// @param refusal the whole response, by its reason, where the stream can't begin now
  EventStreamConnection(
      ConnectionContext context,
      Channel channel,
      StreamFraming framing,
      Function<CloseReason, Object> refusal) {
    super(channel, context);
    this.framing = framing;
    this.refusal = refusal;
    this.context = context;
    this.pingedSeconds = context.firstPingedSeconds();
  }

  /// Gives the connection its session, and the head of the response, which it takes over.
  void serve(Session served, Object head) {
    session = served;
    beginWith(head);
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.STREAM;
  }

  @Override
  public void channelRead(ChannelHandlerContext netty, Object message) {
    ByteBuf in = (ByteBuf) message;
    ignoredBytes += in.readableBytes();
    in.release();
    if (ignoredBytes > IGNORED_BYTES_MAX) {
      var _ = netty.close();
    }
  }

  @Override
  protected boolean closing() {
    return closing;
  }

  @Override
  public void reading(boolean on) {
    channel().config().setAutoRead(on);
  }

  /// Ends the stream after what was written before. A client comes back by itself.
  @Override
  public void close(CloseReason reason) {
    if (closing) {
      return;
    }
    LOG.debug("an event stream is ended: {} {}", reason.code(), reason.text());
    context.loop().counters().closed(reason.code());
    reportClosing(reason.code());
    if (!begun() && refusedByStatus(reason)) {
      dropHead();
      beginWith(refusal.apply(reason));
    }
    opened();
    if (reason.code() == CloseCode.LEAVING) {
      long restMillis = context.connections().shutDownRest().toMillis();
      long retryMillis = context.goodbye().retryMillis(restMillis);
      send(EventStreamEncoder.retryAfter(channel().alloc(), framing, retryMillis));
    }
    closing = true;
    endWhenDrained();
  }

  private static boolean refusedByStatus(CloseReason reason) {
    return reason.code() == CloseCode.UNAVAILABLE || reason.code() == CloseCode.CONNECTION_LIMIT;
  }

  @Override
  protected void tooSlow() {
    context.loop().counters().closed(CloseCode.TOO_SLOW);
    reportClosing(CloseCode.TOO_SLOW);
    closing = true;
  }

  /// Sends what is no message; never before the head.
  private void send(Frame frame) {
    opened();
    write(frame);
    frame.release();
  }

  @Override
  protected void drained() {
    if (closing) {
      endWhenDrained();
    }
  }

  private void endWhenDrained() {
    if (waitingBytes() == 0) {
      end();
    }
  }

  @Override
  protected void tick(int nowSeconds) {
    if (session != null) {
      session.review();
    }
    ConnectionTimeouts timeouts = context.timeouts();
    if (waitingBytes() > 0) {
      if (stalledSeconds(nowSeconds) >= timeouts.stalledSeconds()) {
        reportClosing(CloseCode.TOO_SLOW);
        var _ = channel().close();
      }
    } else if (begun() && nowSeconds - pingedSeconds >= timeouts.pingSeconds()) {
      pingedSeconds = nowSeconds;
      send(EventStreamEncoder.ping(channel().alloc(), framing));
    }
  }

  @Override
  protected void shutDown() {
    if (session != null) {
      session.close(context.goodbye().reason());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    context.connections().remove(this);
    dropHead();
    if (session != null) {
      session.end(CloseCode.ABNORMAL);
    }
    reportEnd();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (!isOfClient(cause)) {
      LOG.error("an event stream failed", cause);
    }
    var _ = netty.close();
  }
}
