package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.transport.SocketOutlet;
import dev.belfry.server.edge.websocket.FrameDecoder;
import dev.belfry.server.edge.websocket.FrameEncoder;
import dev.belfry.server.edge.websocket.FrameListener;
import dev.belfry.server.edge.websocket.WebSocketCodec;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import dev.belfry.server.session.TextListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which WebSocket is spoken: the only handler of its pipeline. Frames in go to its
/// session, which writes frames out; pings, pongs and closing are settled here. One object for all
/// of that, since there is one for every idle client.
class WebSocketConnection extends SocketOutlet implements FrameListener {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
  private static final byte[] NO_PAYLOAD = {};

  /// What one client may leave half sent without being counted.
  private static final int HELD_BYTES_SMALL = 1024;

  private final EdgeRoom room;
  private final FrameDecoder decoder;
  private @Nullable Session session;
  private @Nullable TextListener texts;

  /// What was read but may not be decoded yet, since reading is off; null mostly.
  private @Nullable ByteBuf unread;

  /// The last ping that could not be answered at once. Only that one has to be (RFC 6455 section
  /// 5.5.3), so a client that pings without reading makes nothing grow.
  private byte @Nullable [] unanswered;

  private boolean reading = true;

  /// With how much this counts among what was received; nothing where that is little.
  private int countedBytes;

  /// Whether anything came since the last tick: it answers a ping as well as a pong does.
  private boolean heard;

  private int pingedSeconds;
  private boolean awaitingPong;

  /// When this side said goodbye; -1 before.
  private int closedSeconds = -1;

  private boolean farewell;
  private int closeCode = CloseCode.ABNORMAL;

  WebSocketConnection(EdgeRoom room, Channel channel, boolean deflate) {
    this(room, channel, room.codec(), deflate);
  }

  WebSocketConnection(EdgeRoom room, Channel channel, WebSocketCodec codec, boolean deflate) {
    super(channel, room.sessions().budget());
    this.room = room;
    this.decoder = new FrameDecoder(codec, deflate);
    // spread, so that clients who came together are not pinged together
    this.pingedSeconds =
        room.connections().nowSeconds() - room.connections().size() % room.pulse().pingSeconds();
  }

  /// Gives the connection its session, before anything is read, and the answer to the handshake,
  /// which it takes over.
  <S extends Session & TextListener> void serve(S served, ByteBuf response) {
    session = served;
    texts = served;
    greetWith(response);
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    heard = true;
    if (unread != null) {
      unread.writeBytes(in);
      in.release();
      hold(unread);
      return;
    }
    try {
      decode(in);
      if (in.isReadable()) {
        unread = in.alloc().buffer(in.readableBytes()).writeBytes(in);
      }
    } finally {
      in.release();
    }
  }

  private void decode(ByteBuf in) {
    decoder.read(in, this);
    hold(in);
  }

  /// Counts what is held here, in the decoder and as `rest`, of what was received. Where there is
  /// no memory for it, this client has to go.
  private void hold(ByteBuf rest) {
    if (!count(decoder.heldBytes() + rest.readableBytes())) {
      decoder.stop();
      rest.skipBytes(rest.readableBytes());
      var _ = count(0);
      onViolation(new CloseReason(CloseCode.UNAVAILABLE, "too many messages are only half here"));
    }
  }

  private boolean count(int heldBytes) {
    int counted = heldBytes > HELD_BYTES_SMALL ? heldBytes : 0;
    boolean may = room.sessions().incoming().change(peer(), countedBytes, counted);
    countedBytes = may ? counted : countedBytes;
    return may;
  }

  /// What a client sends right behind its handshake waits until that is answered.
  @Override
  public boolean ready() {
    return reading && greeted();
  }

  @Override
  protected void onGreeted() {
    if (reading) {
      reading(true);
    }
  }

  @Override
  public void onText(byte[] utf8) {
    if (closedSeconds < 0 && texts != null) {
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
    if (closedSeconds >= 0 || !greeted()) {
      return;
    }
    if (waitingBytes() == 0) {
      control(payload, FrameEncoder::pong);
    } else {
      unanswered = payload;
    }
  }

  @Override
  public void onPong(byte[] payload) {}

  @Override
  public void onClose(int code, String reason) {
    closeCode = code;
    if (closedSeconds < 0) {
      sayGoodbye(new CloseReason(code, ""));
    }
    farewell = true;
    endSession();
    leaveWhenDrained();
  }

  @Override
  public void onViolation(CloseReason reason) {
    if (closedSeconds < 0) {
      sayGoodbye(reason);
    }
    farewell = true;
    endSession();
    leaveWhenDrained();
  }

  private void endSession() {
    if (session != null) {
      session.end(closeCode);
    }
  }

  // ---- out

  @Override
  protected boolean closing() {
    return closedSeconds >= 0;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    channel().config().setAutoRead(on && greeted());
    if (on && unread != null) {
      room.loop().execute(this::readOn);
    }
  }

  private void readOn() {
    ByteBuf in = unread;
    if (in == null || !ready()) {
      return;
    }
    decode(in);
    if (!in.isReadable()) {
      unread = null;
      in.release();
    }
  }

  /// Says goodbye; the client has some seconds to answer, then the socket closes.
  @Override
  public void close(CloseReason reason) {
    if (closedSeconds < 0) {
      LOG.debug("a WebSocket is closed: {} {}", reason.code(), reason.text());
      closeCode = reason.code();
      sayGoodbye(reason);
      reading(true); // else its answer is never read
    }
  }

  @Override
  protected void tooSlow() {
    if (closedSeconds < 0) {
      closeCode = CloseCode.TOO_SLOW;
      closedSeconds = room.connections().nowSeconds();
    }
  }

  private void sayGoodbye(CloseReason reason) {
    opened();
    control(NO_PAYLOAD, (buffer, _) -> FrameEncoder.close(buffer, reason.code(), reason.text()));
    closedSeconds = room.connections().nowSeconds();
  }

  /// Says something that is no message; never before the handshake is answered.
  final void control(byte[] payload, ControlFrame frame) {
    opened();
    ByteBuf buffer = channel().alloc().directBuffer(FrameEncoder.frameBytes(125));
    frame.write(buffer, payload);
    put(buffer);
    buffer.release();
  }

  interface ControlFrame {
    void write(ByteBuf buffer, byte[] payload);
  }

  @Override
  protected void drained() {
    if (unanswered != null && closedSeconds < 0) {
      byte[] payload = unanswered;
      unanswered = null;
      control(payload, FrameEncoder::pong);
    }
    if (farewell) {
      leaveWhenDrained();
    }
  }

  /// Both sides have said goodbye: the stream ends after the last byte, and the client closes. A
  /// close from here could overtake what it has not read yet (RFC 6455 section 7.1.1 wants the
  /// server first, and `tick` sees to it).
  private void leaveWhenDrained() {
    if (waitingBytes() == 0) {
      var _ = ((SocketChannel) channel()).shutdownOutput();
    }
  }

  // ---- time

  @Override
  protected void tick(int nowSeconds) {
    if (closing()) {
      if (nowSeconds - closedSeconds >= Pulse.GOODBYE_SECONDS) {
        var _ = channel().close();
      }
      return;
    }
    if (heard || !reading) { // who is not read can't be heard
      heard = false;
      awaitingPong = false;
    }
    if (!greeted()) {
      return;
    }
    Pulse pulse = room.pulse();
    if (waitingBytes() > 0) {
      if (stalledSeconds(nowSeconds) >= pulse.stalledSeconds()) {
        close(new CloseReason(CloseCode.TOO_SLOW, "no byte was taken for too long"));
      }
    } else if (awaitingPong && nowSeconds - pingedSeconds >= pulse.pongSeconds()) {
      close(new CloseReason(CloseCode.NO_PONG, "no pong"));
    } else if (!awaitingPong && nowSeconds - pingedSeconds >= pulse.pingSeconds()) {
      pingedSeconds = nowSeconds;
      awaitingPong = true;
      ping();
    }
  }

  /// Asks whether the client is there; anything that it says answers.
  void ping() {
    control(NO_PAYLOAD, FrameEncoder::ping);
  }

  @Override
  protected void leave() {
    if (session != null) {
      session.close(Leaving.REASON);
    }
  }

  // ---- the end

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.connections().remove(this);
    if (unread != null) {
      unread.release();
      unread = null;
    }
    decoder.stop();
    var _ = count(0);
    forgetGreeting();
    endSession();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("a connection failed", cause);
      close(new CloseReason(CloseCode.INTERNAL_ERROR, "the server failed"));
    }
    var _ = context.close();
  }
}
