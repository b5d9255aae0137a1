package dev.belfry.server.edge.http;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.session.CloseReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which HTTP is spoken, until it switches to WebSocket or an event stream. One request
/// after another: while one is answered, or its answer is not taken, nothing more is read, and what
/// was read already is not decoded. Each request that is whole is answered, though its client has
/// ended its side of the connection behind it.
public final class HttpConnection extends Connection {
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
      HttpContext context, SocketChannel channel, Admission admission, HttpDecoderConfig config) {
    this.context = context;
    this.channel = channel;
    this.admission = admission;
    this.decoder = new RequestDecoder(config, this);
    this.writer =
        new ResponseWriter(channel, context.sockets().outboxes(), context.date(), this::written);
    this.timer = new RequestTimer(context.sockets().timeouts(), nowSeconds());
    this.input =
        new RequestInput(channel, context.sockets().incoming(), decoder, this::mayTake, this::take);
  }

  /// Begins to speak HTTP on a socket that was accepted.
  ///
  /// @param admission where it was not admitted, its first request gets 503
  public static void open(
      HttpContext context, SocketChannel channel, Admission admission, HttpDecoderConfig config) {
    HttpConnection connection = new HttpConnection(context, channel, admission, config);
    context.sockets().connections().add(connection);
    channel.pipeline().addLast(connection.decoder, new HttpResponseEncoder(), connection);
  }

  /// Takes the connection and its codec out of the pipeline; what was not decoded goes to the
  /// handler behind it.
  void detach() {
    channel.pipeline().remove(this);
    channel.pipeline().remove(HttpResponseEncoder.class);
    channel.pipeline().remove(decoder);
    switched = true;
    closing = true;
  }

  Channel channel() {
    return channel;
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
    HttpExchange current = new HttpExchange(this, context.sockets(), request);
    exchange = current;
    context
        .dispatcher()
        .judge(request, channel.remoteAddress(), verdict -> judged(current, verdict));
  }

  /// It is known what becomes of the request, at once or after a while.
  private void judged(HttpExchange current, Verdict verdict) {
    current.judged(verdict);
    if (current == exchange && !closing) {
      proceed(current, verdict);
      if (!input.taking()) {
        takePartsAndFlush();
      }
    }
  }

  private void proceed(HttpExchange current, Verdict verdict) {
    HttpRequest request = current.request();
    if (admission != Admission.ADMITTED && !refusesByItself(verdict.decision())) {
      refuse(Problem.unavailable(Admission.TOO_MANY));
      return;
    }
    switch (verdict.decision()) {
      case Decision.Answer(FullHttpResponse response, _) -> respond(current, response);
      case Decision.Serve _ -> beginToServe(request);
      case Decision.Switch _ -> {} // once the request is whole
    }
  }

  private static boolean refusesByItself(Decision decision) {
    return decision instanceof Decision.Switch(ProtocolSwitch to) && to.refusesByItself();
  }

  private void beginToServe(HttpRequest request) {
    if (HttpUtil.is100ContinueExpected(request)) {
      writer.writeContinue();
    }
  }

  private void add(HttpContent content) {
    HttpExchange current = exchange;
    if (current == null || closing) {
      return; // the rest of a request that was answered before it was whole
    }
    timer.bodyCame(nowSeconds());
    switch (current.add(content.content())) {
      case TOO_LARGE -> refuse(Problem.tooLarge(current.verdict().bodyBytesMax()));
      case NO_MEMORY -> refuse(Problem.unavailable("too many requests are only half here"));
      case YES -> {
        if (content.decoderResult().isFailure()) {
          refuse(Problem.badRequest("the body can't be read"));
        } else if (content instanceof LastHttpContent) {
          complete(current);
        }
      }
    }
  }

  private void complete(HttpExchange current) {
    if (current.verdict().decision() instanceof Decision.Switch(ProtocolSwitch to)) {
      closing = true;
      // answers to earlier requests have to be out first, since a session writes past the queue
      writer.whenAllOut(() -> begin(to, current));
    } else {
      current.serve();
    }
  }

  private void begin(ProtocolSwitch to, HttpExchange current) {
    input.passOn();
    closing = false; // a handshake that is refused is answered
    to.begin(new HttpUpgrade(this, current, context.sockets().connections(), refusal()));
  }

  /// Whether a request is still the one that the client waits for.
  boolean serves(HttpExchange asked) {
    return asked == exchange && channel.isActive();
  }

  /// Why a client of a protocol with close codes has to go at once; null where it may stay.
  private @Nullable CloseReason refusal() {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, Admission.TOO_MANY);
      case TOO_FAST -> new CloseReason(CloseCode.TOO_MANY_REQUESTS, Admission.TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, Admission.TOO_MANY);
      case ADMITTED ->
          context.stopping().getAsBoolean() ? context.sockets().goodbye().reason() : null;
    };
  }

  // ---- out

  /// Answers the current request with a problem, and closes.
  void refuse(Problem problem) {
    if (exchange != null) {
      respond(exchange, exchange.verdict().policy().refusal(problem));
    }
  }

  /// Writes the complete answer to the current request and goes on to the next one.
  void respond(HttpExchange answered, FullHttpResponse response) {
    if (answered != exchange || closing) {
      response.release();
      return;
    }
    HttpRequest request = answered.request();
    RefusalLog.note(request, response);
    if (writer.refusesToHold(response, request)) {
      response.release();
      refuse(Problem.unavailable("too much waits for slow clients"));
      return;
    }
    exchange = null;
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
      refuse(Problem.timeout());
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
    if (!(cause instanceof IOException || cause.getCause() instanceof SSLException)) {
      LOG.error("a request failed", cause);
    }
    var _ = netty.close();
  }
}
