package dev.belfry.server.edge.http;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.edge.netty.ShutdownNotice;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.RateLimit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which HTTP is spoken, until it switches to another protocol. One request after
/// another: while one is answered, or its answer is not taken, nothing more is read.
public final class HttpConnection extends Connection {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private static final String TOO_MANY = "too many connections";

  private final HttpContext context;
  private final Channel channel;
  private final Admission admission;
  private final RequestQueue queue = new RequestQueue();
  private final ResponseWriter responses;
  private final RateLimit publishes;
  private @Nullable HttpExchange exchange;

  private boolean reading = true;
  private boolean inRead;
  private boolean closing;
  private boolean answeredOnce;
  private int waitingSinceSeconds;

  private HttpConnection(HttpContext context, Channel channel, Admission admission) {
    this.context = context;
    this.channel = channel;
    this.admission = admission;
    this.responses = new ResponseWriter(channel, context.sockets().outboxes());
    this.waitingSinceSeconds = nowSeconds();
    this.publishes = new RateLimit(context.publishesPerSecondMax());
  }

  /// Begins to speak HTTP on a socket that was accepted.
  ///
  /// @param admission where it was not admitted, its first request gets 503
  public static void open(
      HttpContext context, Channel channel, Admission admission, HttpDecoderConfig decoder) {
    HttpConnection connection = new HttpConnection(context, channel, admission);
    context.sockets().connections().add(connection);
    channel.pipeline().addLast(new HttpServerCodec(decoder), connection);
  }

  Channel channel() {
    return channel;
  }

  private int nowSeconds() {
    return context.sockets().connections().nowSeconds();
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext netty, Object message) {
    inRead = true;
    if (closing) {
      ReferenceCountUtil.release(message);
    } else {
      queue.add(message);
      takeQueue();
    }
    pauseOrResume();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext netty) {
    inRead = false;
    netty.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext netty) {
    if (channel.isWritable()) {
      takeQueue();
    }
    pauseOrResume();
  }

  private boolean mayTake() {
    return !closing && channel.isWritable() && (exchange == null || !exchange.serving());
  }

  private void takeQueue() {
    queue.take(this::mayTake, this::take);
  }

  private void pauseOrResume() {
    boolean read = closing || (queue.isEmpty() && mayTake());
    if (read != reading) {
      reading = read;
      channel.config().setAutoRead(read);
    }
  }

  private void take(Object message) {
    if (message instanceof HttpRequest request) {
      begin(request);
    }
    if (message instanceof HttpContent content) {
      try {
        add(content);
      } finally {
        content.release();
      }
    }
  }

  private void begin(HttpRequest request) {
    waitingSinceSeconds = nowSeconds();
    Verdict verdict = context.dispatcher().judge(request);
    HttpExchange current = new HttpExchange(this, context.sockets(), request, verdict);
    exchange = current;
    if (admission != Admission.ADMITTED && !refusesByItself(verdict.decision())) {
      refuse(Problem.unavailable(TOO_MANY));
      return;
    }
    switch (verdict.decision()) {
      case Decision.Answer(FullHttpResponse response) -> respond(current, response);
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
      responses.writeContinue();
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
    if (!(current.verdict().decision() instanceof Decision.Switch(ProtocolSwitch to))) {
      current.serve();
    } else if (responses.allOut()) {
      to.begin(upgrade(current));
    } else {
      // answers to earlier requests have to be out first, since a session writes past the queue
      closing = true;
      responses.whenAllOut(() -> to.begin(upgrade(current)));
    }
  }

  private HttpUpgrade upgrade(HttpExchange current) {
    return new HttpUpgrade(this, current, context.sockets().connections(), refusal());
  }

  /// Why a client whose protocol has close codes, where others get a status, has to go as soon as
  /// it is connected; null where it may stay.
  private @Nullable CloseReason refusal() {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, TOO_MANY);
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
    if (responses.refusesToHold(response, answered.request())) {
      response.release();
      refuse(Problem.unavailable("too much waits for slow clients"));
      return;
    }
    exchange = null;
    answered.end();
    answeredOnce = true;
    waitingSinceSeconds = nowSeconds();
    boolean keep =
        HttpUtil.isKeepAlive(answered.request())
            && HttpUtil.isKeepAlive(response)
            && !context.stopping().getAsBoolean();
    HttpUtil.setKeepAlive(response, keep);
    closing = !keep;
    if (keep) {
      responses.write(response);
    } else {
      responses.writeLast(response, answered.serving());
    }
    if (!inRead && !queue.taking()) {
      takeQueue();
      pauseOrResume();
      channel.flush();
    }
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    ConnectionTimeouts timeouts = context.sockets().timeouts();
    int waited = nowSeconds - waitingSinceSeconds;
    boolean serving = exchange != null && exchange.serving();
    boolean stalled = !channel.isWritable() && waited >= timeouts.stalledSeconds();
    int most =
        exchange == null && answeredOnce
            ? ConnectionTimeouts.KEEP_ALIVE_SECONDS
            : timeouts.requestSeconds();
    boolean silent = !serving && channel.isWritable() && waited >= most;
    if (stalled || silent) {
      var _ = channel.close();
    }
  }

  @Override
  protected void shutDown() {
    if (exchange == null) {
      var _ = channel.close();
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
    queue.clear();
    HttpExchange open = exchange;
    exchange = null;
    if (open != null) {
      open.disconnected();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (cause instanceof DecoderException) {
      LOG.debug("more requests at once than the parser takes", cause);
    } else if (!(cause instanceof IOException)) {
      LOG.error("a request failed", cause);
    }
    var _ = netty.close();
  }
}
