package dev.belfry.server.edge.http2;

import dev.belfry.server.edge.http.exchange.HeldResponses;
import dev.belfry.server.edge.http.exchange.RequestTimer;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which HTTP/2 is spoken. It opens a `RequestStream` for each request; what concerns
/// them all is settled here: when the connection ends, what a client has sent that is not read, and
/// when what was written for them goes out.
public final class Http2Connection extends Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private final Http2Context context;
  private final SocketChannel channel;
  private final Admission admission;
  private final Http2FrameCodec codec;
  private final ControlFrameGuard guard;
  private final RequestTimer timer;
  private final HeldResponses responses;
  private final InetAddress address;
  private int streams;
  private boolean flushComes;
  private boolean leaving;

  /// With how many bytes what is not read counts among what was received.
  private long countedBytes;

  /// The entry that goes out, how much of it has, and since when that is so.
  private @Nullable Object outgoing;

  private long outgoingProgress;
  private int outgoingSeconds;

  private Http2Connection(
      Http2Context context, SocketChannel channel, Admission admission, int openedSeconds) {
    this.context = context;
    this.channel = channel;
    this.admission = admission;
    this.address = channel.remoteAddress().getAddress();
    this.codec = context.codec();
    this.guard = ControlFrameGuard.before(codec);
    this.timer = new RequestTimer(sockets().timeouts(), openedSeconds);
    this.responses = new HeldResponses(sockets(), () -> {});
  }

  /// Begins to speak HTTP/2 on a socket whose handshake is done.
  ///
  /// @param admission where it was not admitted, each of its requests gets 503
  /// @param openedSeconds when it was accepted: the handshake of TLS takes of its time
  public static void open(
      Http2Context context, SocketChannel channel, Admission admission, int openedSeconds) {
    Http2Connection connection = new Http2Connection(context, channel, admission, openedSeconds);
    connection.sockets().connections().add(connection);
    ChannelInitializer<Channel> opener =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel stream) {
            connection.open(stream);
          }
        };
    channel
        .pipeline()
        .addLast(new ReadGate(), connection.codec, new Http2MultiplexHandler(opener), connection);
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.HTTP2;
  }

  @Override
  protected Channel channel() {
    return channel;
  }

  private ConnectionContext sockets() {
    return context.http().sockets();
  }

  private int nowSeconds() {
    return sockets().connections().nowSeconds();
  }

  HeldResponses responses() {
    return responses;
  }

  // ---- streams

  /// A stream counts as a connection as long as it is open.
  private void open(Channel stream) {
    Admission ofStream = context.limits().addStream(address);
    streams++;
    var _ = stream.closeFuture().addListener((ChannelFutureListener) _ -> closed());
    StreamCodec frames = new StreamCodec(this::flushSoon);
    stream.pipeline().addLast(frames);
    if (ofStream != Admission.ADMITTED && context.limits().isFarBeyond()) {
      var _ = stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
      return;
    }
    Admission both = admission == Admission.ADMITTED ? ofStream : admission;
    RequestStream.open(context.http(), this, stream, frames, both);
  }

  private void closed() {
    context.limits().remove(address);
    streams--;
    if (streams == 0) {
      timer.answered(nowSeconds());
      closeIfDone();
    }
  }

  private void closeIfDone() {
    if (leaving && streams == 0) {
      abort();
    }
  }

  /// What is written to many streams in one turn of the loop goes out in one.
  private void flushSoon() {
    guard.wrote();
    if (!flushComes) {
      flushComes = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  private void flush() {
    flushComes = false;
    channel.flush();
  }

  // ---- in

  /// Frames of the connection, which its codec has answered.
  @Override
  public void channelRead(ChannelHandlerContext netty, Object frame) {
    ReferenceCountUtil.release(frame);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext netty) {
    countUnread();
    netty.flush();
  }

  private void countUnread() {
    long unread =
        channel.isActive()
            ? codec
                .connection()
                .local()
                .flowController()
                .unconsumedBytes(codec.connection().connectionStream())
            : 0;
    sockets().incoming().add(unread - countedBytes);
    countedBytes = unread;
  }

  /// A client that sends nothing more can't even make room for what it is sent.
  @Override
  public void userEventTriggered(ChannelHandlerContext netty, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      abort();
    }
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    guard.tick();
    countUnread();
    boolean idle = streams == 0 && timer.outcome(nowSeconds) != RequestTimer.Outcome.WAIT;
    if (idle || stalledSeconds(nowSeconds) >= sockets().timeouts().stalledSeconds()) {
      abort();
    }
  }

  /// For how many seconds the socket has not taken a byte of what waits for it. An entry of its
  /// queue is the same only if it is the same object.
  @SuppressWarnings("ReferenceEquality")
  private int stalledSeconds(int nowSeconds) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    Object current = queue == null ? null : queue.current();
    long progress = queue == null ? 0 : queue.currentProgress();
    if (current == null || current != outgoing || progress != outgoingProgress) {
      outgoing = current;
      outgoingProgress = progress;
      outgoingSeconds = nowSeconds;
    }
    return nowSeconds - outgoingSeconds;
  }

  /// Says that no stream is taken any more. Those that are open end in their own ways, and the
  /// connection with the last of them.
  @Override
  protected void shutDown() {
    leaving = true;
    var _ = channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    closeIfDone();
  }

  /// Says goodbye and closes, without waiting for anything.
  @Override
  protected void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    sockets().connections().remove(this);
    countUnread();
  }

  /// Where the client has broken the protocol, the codec says so and closes.
  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (cause instanceof Http2Exception) {
      LOG.debug("a connection of HTTP/2 is ended: {}", cause.getMessage());
      return;
    }
    if (!isOfClient(cause)) {
      LOG.error("a connection of HTTP/2 failed", cause);
    }
    abort();
  }
}
