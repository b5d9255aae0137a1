package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionKind;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.edge.netty.SocketOutlet;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.FrameListener;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import dev.belfry.server.session.TextListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which WebSocket is spoken: the only handler of its pipeline. Messages in go to its
/// session, which writes frames out; pings, pongs and the closing handshake are settled here.
class WebSocketConnection extends SocketOutlet implements FrameListener {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
  private static final byte[] NO_PAYLOAD = {};

  private final ConnectionContext context;
  private final FrameInput input;
  private final PingSchedule pings;
  private @Nullable Session session;
  private @Nullable TextListener texts;

  /// The last ping that could not be answered at once. Only that one has to be (RFC 6455 section
  /// 5.5.3), so a client that pings without reading makes nothing grow.
  private byte @Nullable [] unansweredPing;

  private boolean reading = true;

  /// When this side sent its close frame; -1 before.
  private int closeSentSeconds = -1;

  /// Whether nothing more is expected of the client: the stream ends after the last byte.
  private boolean finishing;

  private int closeCode = CloseCode.ABNORMAL;

  WebSocketConnection(
      ConnectionContext context, Channel channel, WebSocketCodec codec, boolean deflate) {
    super(channel, context);
    this.context = context;
    this.input = new FrameInput(codec, deflate, context.incoming(), peer());
    this.pings = new PingSchedule(context.firstPingedSeconds());
  }

  /// Gives the connection its session, before anything is read, and the answer to the handshake,
  /// which it takes over.
  final <S extends Session & TextListener> void serve(S served, ByteBuf response) {
    session = served;
    texts = served;
    beginWith(response);
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.WEBSOCKET;
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext netty, Object message) {
    pings.answered();
    ByteBuf bytes = (ByteBuf) message;
    context.loop().counters().add(Counted.BYTES_IN, bytes.readableBytes());
    input.read(bytes, this);
  }

  /// What a client sends right behind its handshake waits until that is answered.
  @Override
  public boolean ready() {
    return reading && begun();
  }

  @Override
  protected void onBegun() {
    if (reading) {
      reading(true);
    }
  }

  @Override
  public void onText(byte[] utf8) {
    if (!closing() && texts != null) {
      texts.onText(utf8);
    }
  }

  @Override
  public void onBinary(byte[] bytes) {
    close(new CloseReason(CloseCode.UNSUPPORTED_DATA, "text frames only"));
    endSession();
  }

  @Override
  public void onPing(byte[] payload) {
    if (closing() || !begun()) {
      return;
    }
    if (waitingBytes() == 0) {
      send(payload, FrameEncoder::pong);
    } else {
      unansweredPing = payload;
    }
  }

  @Override
  public void onPong(byte[] payload) {}

  @Override
  public void onClose(int code, String reason) {
    closeCode = code;
    finish(new CloseReason(code, ""));
  }

  @Override
  public void onViolation(CloseReason reason) {
    finish(reason);
  }

  private void finish(CloseReason reason) {
    if (!closing()) {
      sendClose(reason);
    }
    finishing = true;
    endSession();
    endWhenDrained();
  }

  private void endSession() {
    if (session != null) {
      session.end(closeCode);
    }
  }

  // ---- out

  @Override
  protected boolean closing() {
    return closeSentSeconds >= 0;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    channel().config().setAutoRead(on && begun());
    if (on && input.hasUnread()) {
      context.loop().execute(this::readOn);
    }
  }

  private void readOn() {
    if (ready()) {
      input.readOn(this);
    }
  }

  /// Sends a close frame; the client has some seconds to answer, then the socket closes.
  @Override
  public void close(CloseReason reason) {
    if (!closing()) {
      // What is wrong with a frame may be told with a piece of it, which no log is to have.
      boolean quotes = reason.code() == CloseCode.BAD_FRAME;
      LOG.debug(
          "a WebSocket is closed: {} {}", reason.code(), quotes ? "bad frame" : reason.text());
      context.loop().counters().closed(reason.code());
      closeCode = reason.code();
      sendClose(reason);
      reading(true); // else its answer is never read
    }
  }

  @Override
  protected void tooSlow() {
    if (!closing()) {
      context.loop().counters().closed(CloseCode.TOO_SLOW);
      reportClosing(CloseCode.TOO_SLOW);
      closeCode = CloseCode.TOO_SLOW;
      closeSentSeconds = context.connections().nowSeconds();
    }
  }

  private void sendClose(CloseReason reason) {
    reportClosing(reason.code());
    send(NO_PAYLOAD, (buffer, _) -> FrameEncoder.close(buffer, reason.code(), reason.text()));
    closeSentSeconds = context.connections().nowSeconds();
  }

  /// Sends a short frame that is no message; never before the handshake is answered.
  final void send(byte[] payload, ShortFrame frame) {
    opened();
    ByteBuf buffer = channel().alloc().directBuffer(FrameEncoder.frameBytes(125));
    frame.write(buffer, payload);
    put(buffer);
    buffer.release();
  }

  interface ShortFrame {
    void write(ByteBuf buffer, byte[] payload);
  }

  @Override
  protected void drained() {
    if (unansweredPing != null && !closing()) {
      byte[] payload = unansweredPing;
      unansweredPing = null;
      send(payload, FrameEncoder::pong);
    }
    if (finishing) {
      endWhenDrained();
    }
  }

  /// Ends the stream after the last byte, and the client closes. A close from here could overtake
  /// what it has not read yet (RFC 6455 section 7.1.1 wants the server first, and `tick` sees to
  /// it).
  private void endWhenDrained() {
    if (waitingBytes() == 0) {
      var _ = ((SocketChannel) channel()).shutdownOutput();
    }
  }

  // ---- time

  @Override
  protected void tick(int nowSeconds) {
    if (closing()) {
      if (nowSeconds - closeSentSeconds >= ConnectionTimeouts.CLOSE_ANSWER_SECONDS) {
        var _ = channel().close();
      }
      return;
    }
    if (!reading) {
      pings.answered();
    }
    if (!begun()) {
      return;
    }
    if (session != null) {
      session.review();
    }
    if (waitingBytes() > 0) {
      if (stalledSeconds(nowSeconds) >= context.timeouts().stalledSeconds()) {
        close(new CloseReason(CloseCode.TOO_SLOW, "no byte was taken for too long"));
      }
      return;
    }
    switch (pings.next(nowSeconds, context.timeouts())) {
      case PING -> ping();
      case NO_PONG -> close(new CloseReason(CloseCode.NO_PONG, "no pong"));
      case NOTHING -> {}
    }
  }

  /// Asks whether the client is there; anything that it sends answers.
  void ping() {
    send(NO_PAYLOAD, FrameEncoder::ping);
  }

  @Override
  protected void shutDown() {
    if (session != null) {
      session.close(context.goodbye().reason());
    }
  }

  // ---- the end

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    context.connections().remove(this);
    input.end();
    dropHead();
    endSession();
    reportEnd();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (!isOfClient(cause)) {
      LOG.error("a connection failed", cause);
      close(new CloseReason(CloseCode.INTERNAL_ERROR, "the server failed"));
    }
    var _ = netty.close();
  }
}
