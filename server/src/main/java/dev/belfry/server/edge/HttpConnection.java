package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.Decision;
import dev.belfry.server.edge.http.Problem;
import dev.belfry.server.edge.transport.ClientAddress;
import dev.belfry.server.edge.transport.Connection;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.RateLimit;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket on which HTTP is spoken, until it switches to WebSocket or an event stream. One request
/// after another: while one is answered, or its answer is not taken, nothing more is read.
final class HttpConnection extends Connection {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private static final String TOO_MANY = "too many connections";

  /// Answers up to here are given however much waits for slow clients.
  private static final int ANSWER_BYTES_SMALL = 4 * 1024;

  /// What an answer that is not out costs beside its content: head and objects.
  private static final int ANSWER_BYTES = 1024;

  private final EdgeRoom room;
  private final Channel channel;
  private final Admission admission;

  /// What was decoded behind the request that is being answered: at most what one read brought.
  private final ArrayDeque<Object> backlog = new ArrayDeque<>(1);

  private final RateLimit pace;
  private @Nullable HttpExchange exchange;

  /// What the socket switches to when the request is whole.
  private @Nullable Decision becoming;

  private boolean reading = true;
  private boolean inRead;
  private boolean taking;
  private boolean closing;
  private boolean answeredOnce;

  /// Answers that are not out.
  private int unsent;

  private int waitingSinceSeconds;

  /// @param admission where it is not welcome, its first request gets 503
  HttpConnection(EdgeRoom room, Channel channel, Admission admission) {
    this.room = room;
    this.channel = channel;
    this.admission = admission;
    this.waitingSinceSeconds = room.connections().nowSeconds();
    this.pace = new RateLimit(room.sessions().bounds().publishesPerSecondMax());
  }

  Channel channel() {
    return channel;
  }

  /// What stands for the client's address.
  Object peer() {
    return ClientAddress.of(channel.remoteAddress());
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    inRead = true;
    if (closing) {
      ReferenceCountUtil.release(message);
    } else {
      backlog.add(message);
      takeBacklog();
    }
    pauseOrResume();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inRead = false;
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      takeBacklog();
    }
    pauseOrResume();
  }

  private boolean mayTake() {
    return !closing
        && channel.isWritable()
        && (unsent == 0 || !room.sessions().budget().exhausted())
        && (exchange == null || !exchange.serving());
  }

  /// Takes one after another, not one within another: an answer may be there at once.
  private void takeBacklog() {
    if (taking) {
      return;
    }
    taking = true;
    try {
      while (!backlog.isEmpty() && mayTake()) {
        take(backlog.remove());
      }
    } finally {
      taking = false;
    }
  }

  private void pauseOrResume() {
    boolean read = closing || (backlog.isEmpty() && mayTake());
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
    waitingSinceSeconds = room.connections().nowSeconds();
    exchange = new HttpExchange(this, room.sessions(), request);
    Decision decision = room.front().accept(request);
    if (admission != Admission.WELCOME && !(decision instanceof Decision.FramedSocket)) {
      refuse(Problem.unavailable(TOO_MANY));
      return;
    }
    switch (decision) {
      case Decision.Answer(FullHttpResponse response) -> respond(exchange, response);
      case Decision.Serve serve -> {
        if (request.method().equals(HttpMethod.POST) && !mayPublish()) {
          refuse(Problem.rateLimited("too many publishes on this connection in one second"));
          return;
        }
        exchange.serveBy(serve);
        if (HttpUtil.is100ContinueExpected(request)) {
          var _ = channel.writeAndFlush(goOn());
        }
      }
      case Decision.Stream stream -> becoming = stream;
      case Decision.RawSocket socket -> becoming = socket;
      case Decision.FramedSocket socket -> becoming = socket;
      case Decision.ProgramSocket socket -> becoming = socket;
    }
  }

  /// Counts a publish; false where it is one too many in this second.
  boolean mayPublish() {
    return pace.take(room.sessions().clock().nanos());
  }

  private static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  private void add(HttpContent content) {
    HttpExchange current = exchange;
    if (current == null || closing) {
      return; // the rest of a request that was answered before it was whole
    }
    switch (current.add(content.content())) {
      case TOO_LARGE -> refuse(Problem.tooLarge(current.bodyBytesMax()));
      case NO_ROOM -> refuse(Problem.unavailable("too many requests are only half here"));
      case YES -> {
        if (content.decoderResult().isFailure()) {
          refuse(Problem.badRequest("the body can't be read"));
        } else if (content instanceof LastHttpContent) {
          whole(current);
        }
      }
    }
  }

  private void whole(HttpExchange current) {
    Decision next = becoming;
    if (next == null) {
      if (!current.serve()) {
        refuse(Problem.unavailable("too many requests are being answered"));
      }
      return;
    }
    channel.flush();
    if (channel.unsafe().outboundBuffer().isEmpty()) {
      become(next, current.request());
    } else {
      // answers to earlier requests have to be out first, since a session writes past the queue
      closing = true;
      var _ =
          channel
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(
                  (ChannelFutureListener)
                      written -> {
                        if (written.isSuccess()) {
                          become(next, current.request());
                        }
                      });
    }
  }

  private void become(Decision next, HttpRequest request) {
    switch (next) {
      case Decision.RawSocket(var name, var since) ->
          room.switches().rawSocket(this, request, name, since);
      case Decision.FramedSocket() -> room.switches().framedSocket(this, request, turnedAway());
      case Decision.ProgramSocket(String path) ->
          room.switches().programSocket(this, request, path);
      case Decision.Stream stream -> room.switches().stream(this, stream);
      case Decision.Answer _, Decision.Serve _ ->
          throw new IllegalStateException("that is no switch");
    }
  }

  /// Why a framed socket, which is answered by a close code where others get a status, ends as soon
  /// as it is open; null for not at all.
  private @Nullable CloseReason turnedAway() {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, TOO_MANY);
      case WELCOME -> room.readiness().draining() ? Leaving.REASON : null;
    };
  }

  // ---- out

  /// Answers the current request with a problem, and closes.
  void refuse(Problem problem) {
    if (exchange != null) {
      respond(exchange, room.front().refuse(exchange.request(), problem));
    }
  }

  /// Writes the answer to the current request and goes on to the next one.
  void respond(HttpExchange answered, FullHttpResponse response) {
    if (answered != exchange || closing) {
      response.release();
      return;
    }
    if (refusesToHold(response, answered.request())) {
      response.release();
      refuse(Problem.unavailable("too much waits for slow clients"));
      return;
    }
    exchange = null;
    answered.end();
    answeredOnce = true;
    waitingSinceSeconds = room.connections().nowSeconds();
    boolean keep =
        HttpUtil.isKeepAlive(answered.request())
            && HttpUtil.isKeepAlive(response)
            && !room.readiness().draining();
    HttpUtil.setKeepAlive(response, keep);
    closing = !keep;
    var written = write(response);
    if (!keep) {
      boolean whole = answered.serving();
      var _ = written.addListener((ChannelFutureListener) _ -> closeAfter(whole));
    }
    if (!keep) {
      channel.flush();
    }
    if (!inRead && !taking) {
      takeOn();
    }
  }

  /// Whether it is better not to give a large answer to one who only asks, since too much waits for
  /// clients already. What was done is always told.
  private boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return response.content().readableBytes() > ANSWER_BYTES_SMALL
        && request.method().equals(HttpMethod.GET)
        && room.sessions().budget().exhausted();
  }

  /// Writes an answer, which counts among what waits for clients until it is out.
  private ChannelFuture write(FullHttpResponse response) {
    int bytes = response.content().readableBytes() + ANSWER_BYTES;
    ByteBudget outboxes = room.sessions().budget();
    outboxes.add(bytes);
    unsent++;
    return channel
        .write(response)
        .addListener((ChannelFutureListener)
            _ -> {
              outboxes.add(-bytes);
              unsent--;
              if (unsent == 0 && !taking && !backlog.isEmpty()) {
                channel.eventLoop().execute(this::takeOn);
              }
            });
  }

  /// The client has taken all that waited for it.
  private void takeOn() {
    takeBacklog();
    pauseOrResume();
    channel.flush();
  }

  /// A socket closed with unread bytes of a body is reset, and the answer may be lost with it (RFC
  /// 9112 section 9.6): then only this side ends, and `tick` closes what the client leaves open.
  private void closeAfter(boolean whole) {
    if (whole) {
      var _ = channel.close();
    } else {
      var _ = ((SocketChannel) channel).shutdownOutput();
    }
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    int waited = nowSeconds - waitingSinceSeconds;
    boolean serving = exchange != null && exchange.serving();
    boolean stalled = !channel.isWritable() && waited >= room.pulse().stalledSeconds();
    int most =
        exchange == null && answeredOnce ? Pulse.KEEP_ALIVE_SECONDS : room.pulse().requestSeconds();
    boolean silent = !serving && channel.isWritable() && waited >= most;
    if (stalled || silent) {
      var _ = channel.close();
    }
  }

  @Override
  protected void leave() {
    if (exchange == null) {
      var _ = channel.close();
    } // else it is closed after its answer, which says so
  }

  @Override
  protected void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.connections().remove(this);
    closing = true;
    backlog.forEach(ReferenceCountUtil::release);
    backlog.clear();
    HttpExchange open = exchange;
    exchange = null;
    if (open != null) {
      open.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException) {
      LOG.debug("more requests at once than the parser takes", cause);
    } else if (!(cause instanceof IOException)) {
      LOG.error("a request failed", cause);
    }
    var _ = context.close();
  }
}
