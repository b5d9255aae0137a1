package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.EventStream;
import dev.belfry.server.edge.http.StreamFraming;
import dev.belfry.server.edge.transport.SocketOutlet;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which an event stream goes out: the only handler of its pipeline. The stream ends
/// with the connection, by a cut: none is ever over (ADR 0010).
final class EventStreamConnection extends SocketOutlet {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreamConnection.class);

  /// What a client may send although it has nothing to say any more.
  private static final int SMALL_TALK_BYTES_MAX = 64 * 1024;

  private final EdgeRoom room;
  private final StreamFraming framing;
  private final Function<String, ByteBuf> refusal;
  private @Nullable Session session;
  private int smallTalkBytes;
  private int commentedSeconds;
  private boolean closing;

  /// @param refusal the whole response, by its reason, where the stream can't begin now
  EventStreamConnection(
      EdgeRoom room, Channel channel, StreamFraming framing, Function<String, ByteBuf> refusal) {
    super(channel, room.sessions().budget());
    this.framing = framing;
    this.refusal = refusal;
    this.room = room;
    this.commentedSeconds =
        room.connections().nowSeconds() - room.connections().size() % room.pulse().pingSeconds();
  }

  /// Gives the connection its session, and the head of the response, which it takes over.
  void serve(Session served, ByteBuf head) {
    session = served;
    greetWith(head);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    smallTalkBytes += in.readableBytes();
    in.release();
    if (smallTalkBytes > SMALL_TALK_BYTES_MAX) {
      var _ = context.close();
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
    if (!greeted() && reason.code() == CloseCode.UNAVAILABLE) {
      forgetGreeting();
      greetWith(refusal.apply(reason.text()));
    }
    opened();
    if (reason.code() == CloseCode.LEAVING) {
      long restMillis = room.connections().leavingRest().toMillis();
      say(EventStream.goodbye(channel().alloc(), framing, Leaving.retryMillis(restMillis)));
    }
    closing = true;
    endWhenDrained();
  }

  @Override
  protected void tooSlow() {
    closing = true;
  }

  /// Says something that is no message; never before the head.
  private void say(Frame frame) {
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
      var _ = channel().close();
    }
  }

  @Override
  protected void tick(int nowSeconds) {
    Pulse pulse = room.pulse();
    if (waitingBytes() > 0) {
      if (stalledSeconds(nowSeconds) >= pulse.stalledSeconds()) {
        var _ = channel().close();
      }
    } else if (greeted() && nowSeconds - commentedSeconds >= pulse.pingSeconds()) {
      commentedSeconds = nowSeconds;
      say(EventStream.ping(channel().alloc(), framing));
    }
  }

  @Override
  protected void leave() {
    if (session != null) {
      session.close(Leaving.REASON);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.connections().remove(this);
    forgetGreeting();
    if (session != null) {
      session.end(CloseCode.ABNORMAL);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("an event stream failed", cause);
    }
    var _ = context.close();
  }
}
