package dev.belfry.server.edge.http;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.edge.netty.ShutdownNotice;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.RateLimit;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
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
  private final RateLimit publishes;

  /// Parts of one request that were decoded and not taken yet.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(2);

  private @Nullable HttpExchange exchange;
  private boolean reading = true;
  private boolean inRead;
  private boolean taking;
  private boolean inputEnded;
  private boolean switched;

  /// Nothing more is taken: the last response is on its way, or the socket has switched.
  private boolean closing;

  /// With how many bytes what is not decoded yet counts among what was received.
  private int countedBytes;

  private HttpConnection(
      HttpContext context, SocketChannel channel, Admission admission, HttpDecoderConfig config) {
    this.context = context;
    this.channel = channel;
    this.admission = admission;
    this.decoder = new RequestDecoder(config, this);
    this.writer =
        new ResponseWriter(channel, context.sockets().outboxes(), context.date(), this::written);
    this.timer = new RequestTimer(context.sockets().timeouts(), nowSeconds());
    this.publishes = new RateLimit(context.publishesPerSecondMax());
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
      parts.add(part);
    }
  }

  /// The client has taken all that waited for it.
  private void written() {
    if (!reading) {
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
    if (!closing && exchange == null && parts.isEmpty()) {
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
    boolean idle = exchange == null || !exchange.serving();
    return idle && !closing && channel.isWritable() && writer.mayHoldMore();
  }

  /// Takes one part after another, not one within another: an answer may be there at once.
  private void takeParts() {
    if (taking) {
      return;
    }
    taking = true;
    try {
      boolean more = true;
      while (more && mayTake()) {
        Object part = parts.poll();
        if (part != null) {
          take(part);
        } else {
          more = decoder.decodeOn() || !parts.isEmpty();
        }
      }
    } finally {
      taking = false;
    }
    if (!switched) {
      endIfNothingIsLeft();
      pauseOrResume();
    }
  }

  /// What is not whole will never be.
  private void endIfNothingIsLeft() {
    if (inputEnded && mayTake()) {
      closing = true;
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void pauseOrResume() {
    boolean read = closing || mayTake();
    if (read != reading) {
      reading = read;
      channel.config().setAutoRead(read);
    }
    count(read ? 0 : decoder.waitingBytes());
  }

  private void count(int bytes) {
    context.sockets().incoming().add(bytes - countedBytes);
    countedBytes = bytes;
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
    Verdict verdict = context.dispatcher().judge(request);
    HttpExchange current = new HttpExchange(this, context.sockets(), request, verdict);
    exchange = current;
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
    if (request.method().equals(HttpMethod.POST) && !mayPublish()) {
      refuse(Problem.rateLimited("too many publishes on this connection in one second"));
    } else if (HttpUtil.is100ContinueExpected(request)) {
      writer.writeContinue();
    }
  }

  /// Counts a publish; false where it is one too many in this second.
  boolean mayPublish() {
    return publishes.take(context.clock().nanos());
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
    count(0);
    closing = false; // a handshake that is refused is answered
    to.begin(new HttpUpgrade(this, current, context.sockets().connections(), refusal()));
    closing |= switched;
  }

  /// Why a client of a protocol with close codes has to go at once; null where it may stay.
  private @Nullable CloseReason refusal() {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, Admission.TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, Admission.TOO_MANY);
      case ADMITTED -> context.stopping().getAsBoolean() ? ShutdownNotice.REASON : null;
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
    if (!inRead && !taking) {
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
    } else if (exchange == null || !exchange.serving()) {
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
    count(0);
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
    HttpExchange open = exchange;
    exchange = null;
    if (open != null) {
      open.disconnected();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("a request failed", cause);
    }
    var _ = netty.close();
  }
}
