package dev.belfry.server.edge;

import dev.belfry.server.edge.http.Decision;
import dev.belfry.server.edge.http.Problem;
import dev.belfry.server.edge.transport.Connection;
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
final class HttpConnection extends Connection {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private final EdgeRoom room;
  private final SocketChannel channel;
  private final Admission admission;
  private final RequestDecoder decoder;
  private final ResponseWriter writer;
  private final RequestTimer timer;
  private final RateLimit pace;

  /// Parts of one request that were decoded and not taken yet.
  private final ArrayDeque<Object> parts = new ArrayDeque<>(2);

  private @Nullable HttpExchange exchange;

  /// What the socket switches to when the request is whole.
  private @Nullable Decision becoming;

  private boolean reading = true;
  private boolean inRead;
  private boolean taking;
  private boolean inputEnded;

  /// Nothing more is taken: the last response is on its way, or the socket has switched.
  private boolean closing;

  private boolean switched;

  /// With how many bytes what is not decoded yet counts among what was received.
  private int countedBytes;

  /// @param admission where it is not welcome, its first request gets 503
  HttpConnection(
      EdgeRoom room, SocketChannel channel, Admission admission, HttpDecoderConfig config) {
    this.room = room;
    this.channel = channel;
    this.admission = admission;
    this.decoder = new RequestDecoder(config, this);
    this.writer = new ResponseWriter(channel, room.sessions().budget(), room.date(), this::written);
    this.timer = new RequestTimer(room.pulse(), nowSeconds());
    this.pace = new RateLimit(room.sessions().bounds().publishesPerSecondMax());
  }

  /// Puts itself and its codec into the socket's pipeline.
  void attach() {
    channel.pipeline().addLast(decoder, new HttpResponseEncoder(), this);
  }

  /// Takes itself and its codec out again; what was not decoded goes to the handler behind it.
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
    return room.connections().nowSeconds();
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    if (closing) {
      ReferenceCountUtil.release(part);
    } else {
      parts.add(part);
    }
  }

  /// The client has taken all that waited for it.
  private void written() {
    if (!reading) {
      channel.eventLoop().execute(this::takeOnAndFlush);
    }
  }

  private void takeOnAndFlush() {
    takeOn();
    channel.flush();
  }

  /// Bytes have come, and what they began is decoded.
  void received() {
    inRead = true;
    if (!closing && exchange == null && parts.isEmpty()) {
      timer.headBegun(nowSeconds());
    }
    takeOn();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inRead = false;
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    takeOn();
    if (!inRead) {
      channel.flush();
    }
  }

  /// The client sends nothing more. It may wait for answers all the same.
  void inputEnded() {
    inputEnded = true;
    takeOnAndFlush();
  }

  private boolean mayTake() {
    boolean idle = exchange == null || !exchange.serving();
    return idle && !closing && channel.isWritable() && writer.mayHoldMore();
  }

  /// Takes one part after another, not one within another: an answer may be there at once.
  private void takeOn() {
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
    room.sessions().incoming().add(bytes - countedBytes);
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
    exchange = new HttpExchange(this, room.sessions(), request);
    Decision decision = room.front().accept(request);
    if (admission != Admission.WELCOME && !(decision instanceof Decision.FramedSocket)) {
      refuse(Problem.unavailable(Admission.TOO_MANY));
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
          writer.goOn();
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

  private void add(HttpContent content) {
    HttpExchange current = exchange;
    if (current == null || closing) {
      return; // the rest of a request that was answered before it was whole
    }
    timer.bodyCame(nowSeconds());
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
      current.serve();
      return;
    }
    closing = true;
    channel.flush();
    if (channel.unsafe().outboundBuffer().isEmpty()) {
      become(next, current.request());
    } else {
      // answers to earlier requests have to be out first, since a session writes past the queue
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
    count(0);
    closing = false; // a handshake that is refused is answered
    room.switches().become(this, next, request, admission);
    closing |= switched;
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
            || room.readiness().draining();
    if (closing) {
      writer.writeLast(response, answered.served());
    } else {
      writer.write(response, request);
    }
    if (!inRead && !taking) {
      takeOnAndFlush();
    }
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    if (!channel.isWritable()) {
      if (timer.waitedSeconds(nowSeconds) >= room.pulse().stalledSeconds()) {
        abort();
      }
    } else if (closing) {
      if (timer.waitedSeconds(nowSeconds) >= room.pulse().requestSeconds()) {
        abort(); // the client leaves open what this side has ended
      }
    } else if (exchange == null || !exchange.serving()) {
      switch (timer.verdict(nowSeconds)) {
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
    writer.writeLast(room.front().refuse(Problem.timeout()), false);
  }

  @Override
  protected void leave() {
    if (exchange == null) {
      abort();
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
    count(0);
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
    HttpExchange open = exchange;
    exchange = null;
    if (open != null) {
      open.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("a request failed", cause);
    }
    var _ = context.close();
  }
}
