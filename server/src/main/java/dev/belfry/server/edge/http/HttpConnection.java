package dev.belfry.server.edge.http;

import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.exchange.HttpContext;
import dev.belfry.server.edge.http.exchange.HttpExchange;
import dev.belfry.server.edge.http.exchange.Refusals;
import dev.belfry.server.edge.http.exchange.RequestTimer;
import dev.belfry.server.edge.http.exchange.Responder;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.edge.netty.ConnectionKind;
import dev.belfry.server.runtime.LoopCounters;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which HTTP is spoken, until it switches to WebSocket or an event stream. One request
/// after another: while one is answered, or its answer is not taken, nothing more is read, and what
/// was read already is not decoded. Each request that is whole is answered, though its client has
/// ended its side of the connection behind it.
public final class HttpConnection extends Connection implements Responder {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private final HttpContext context;
  private final SocketChannel channel;
  private final Admission admission;
  private final RequestDecoder decoder;
  private final ResponseWriter writer;
  private final RequestTimer timer;
  private final RequestInput input;
  private @Nullable HttpExchange exchange;
  private boolean inRead;
  private boolean inputEnded;
  private boolean switched;

  /// Nothing more is taken: the last response is on its way, or the socket has switched.
  private boolean closing;

  private HttpConnection(
      HttpContext context,
      SocketChannel channel,
      Admission admission,
      HttpDecoderConfig config,
      int openedSeconds) {
    this.context = context;
    this.channel = channel;
    this.admission = admission;
    this.decoder = new RequestDecoder(config, this);
    this.writer = new ResponseWriter(channel, context.sockets(), context.date(), this::written);
    this.timer = new RequestTimer(context.sockets().timeouts(), openedSeconds);
    this.input =
        new RequestInput(channel, context.sockets().incoming(), decoder, this::mayTake, this::take);
  }

  /// Begins to speak HTTP on a socket that was accepted.
  ///
  /// @param admission where it was not admitted, its first request gets 503
  /// @param openedSeconds when it was accepted: the handshake of TLS takes of its time
  public static void open(
      HttpContext context,
      SocketChannel channel,
      Admission admission,
      HttpDecoderConfig config,
      int openedSeconds) {
    HttpConnection connection =
        new HttpConnection(context, channel, admission, config, openedSeconds);
    context.sockets().connections().add(connection);
    channel.pipeline().addLast(connection.decoder, new HttpResponseEncoder(), connection);
  }

  /// Takes the connection and its codec out of the pipeline; what was not decoded goes to the
  /// handler behind it, the only one that is left.
  @Override
  public void replaceWith(Connection other) {
    context.sockets().connections().replace(this, other);
    channel.pipeline().addLast(other);
    channel.pipeline().remove(this);
    channel.pipeline().remove(HttpResponseEncoder.class);
    channel.pipeline().remove(decoder);
    switched = true;
    closing = true;
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.HTTP;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public @Nullable InetSocketAddress client() {
    return channel.remoteAddress();
  }

  @Override
  public StreamFraming framing(HttpRequest request) {
    return StreamFraming.of(request);
  }

  @Override
  public Object encode(HttpResponse response) {
    return ResponseHead.encode(channel.alloc(), response);
  }

  LoopCounters counters() {
    return context.sockets().loop().counters();
  }

  private int nowSeconds() {
    return context.sockets().connections().nowSeconds();
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext netty, Object part) {
    if (closing) {
      ReferenceCountUtil.release(part);
    } else {
      input.add(part);
    }
  }

  /// The client has taken all that waited for it.
  private void written() {
    if (!input.reading()) {
      channel.eventLoop().execute(this::takePartsAndFlush);
    }
  }

  private void takePartsAndFlush() {
    takeParts();
    channel.flush();
  }

  /// Bytes have come, and what they began is decoded.
  void received() {
    inRead = true;
    if (!closing && exchange == null && input.isEmpty()) {
      timer.headBegun(nowSeconds());
    }
    takeParts();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext netty) {
    inRead = false;
    netty.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext netty) {
    takeParts();
    if (!inRead) {
      channel.flush();
    }
  }

  /// The client sends nothing more. It may wait for answers all the same.
  void inputEnded() {
    inputEnded = true;
    takePartsAndFlush();
  }

  private boolean mayTake() {
    boolean idle = exchange == null || !exchange.waits();
    return idle && !closing && channel.isWritable() && writer.mayHoldMore();
  }

  private void takeParts() {
    if (input.taking()) {
      return;
    }
    input.takeParts();
    if (!switched) {
      endIfNothingIsLeft();
      input.read(closing || mayTake());
    }
  }

  /// What is not whole will never be.
  private void endIfNothingIsLeft() {
    if (inputEnded && mayTake()) {
      closing = true;
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void take(Object part) {
    if (part instanceof HttpRequest request) {
      begin(request);
    }
    if (part instanceof HttpContent content) {
      try {
        add(content);
      } finally {
        content.release();
      }
    }
  }

  private void begin(HttpRequest request) {
    timer.bodyBegun(nowSeconds());
    HttpExchange current = new HttpExchange(context, this, request, admission);
    exchange = current;
    current.judge();
  }

  @Override
  public void judged() {
    if (!closing && !input.taking()) {
      takePartsAndFlush();
    }
  }

  @Override
  public void writeContinue() {
    writer.writeContinue();
  }

  private void add(HttpContent content) {
    HttpExchange current = exchange;
    if (current == null || closing) {
      return; // the rest of a request that was answered before it was whole
    }
    timer.bodyCame(nowSeconds());
    if (!current.add(content)) {
      return;
    }
    if (current.switches()) {
      closing = true;
      // answers to earlier requests have to be out first, since a session writes past the queue
      writer.whenAllOut(() -> beginSwitch(current));
    } else {
      current.serve();
    }
  }

  private void beginSwitch(HttpExchange current) {
    input.passOn();
    closing = false; // a handshake that is refused is answered
    current.beginSwitch();
  }

  @Override
  public boolean serves(HttpExchange asked) {
    return asked == exchange && channel.isActive();
  }

  // ---- out

  /// Writes the complete answer to the current request and goes on to the next one.
  @Override
  public void respond(HttpExchange answered, FullHttpResponse response) {
    if (answered != exchange || closing) {
      response.release();
      return;
    }
    HttpRequest request = answered.request();
    Refusals.note(counters(), request, response);
    if (writer.refusesToHold(response, request)) {
      response.release();
      answered.refuse(Problem.unavailable("too much waits for slow clients"));
      return;
    }
    exchange = null;
    answered.log(response);
    answered.end();
    timer.answered(nowSeconds());
    closing =
        !HttpUtil.isKeepAlive(request)
            || !HttpUtil.isKeepAlive(response)
            || context.stopping().getAsBoolean();
    if (closing) {
      writer.writeLast(response, answered.served());
    } else {
      writer.write(response, request);
    }
    if (!inRead && !input.taking()) {
      takePartsAndFlush();
    }
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    if (channel.isOutputShutdown()) {
      if (timer.waitedSeconds(nowSeconds) >= RequestTimer.LINGER_SECONDS) {
        abort(); // the client leaves open what this side has ended
      }
    } else if (closing || !channel.isWritable()) {
      if (timer.waitedSeconds(nowSeconds) >= context.sockets().timeouts().stalledSeconds()) {
        abort();
      }
    } else if (exchange == null || !exchange.waits()) {
      switch (timer.outcome(nowSeconds)) {
        case WAIT -> {}
        case IDLE -> abort();
        case LATE -> late();
      }
    }
  }

  private void late() {
    if (exchange != null) {
      exchange.refuse(Problem.timeout());
      return;
    }
    closing = true;
    timer.answered(nowSeconds());
    writer.writeLast(context.dispatcher().refusal(Problem.timeout()), false);
  }

  @Override
  protected void shutDown() {
    if (exchange == null) {
      abort();
    } // else it is closed after its answer, which says so
  }

  @Override
  protected void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    context.sockets().connections().remove(this);
    closing = true;
    input.release();
    HttpExchange open = exchange;
    exchange = null;
    if (open != null) {
      open.disconnected();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (!isOfClient(cause)) {
      LOG.error("a request failed", cause);
    }
    var _ = netty.close();
  }
}
