package dev.belfry.server.edge.http2;

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
import dev.belfry.server.runtime.Counted;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream of HTTP/2 that carries one request and its response, until it becomes an event stream.
/// While it is not known what becomes of the request, no more of it is read.
final class RequestStream extends Connection implements Responder {
  private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);

  private final HttpContext context;
  private final Http2Connection connection;
  private final Channel channel;
  private final StreamCodec frames;
  private final Admission admission;
  private final RequestTimer timer;
  private @Nullable HttpExchange exchange;

  /// Whether the client has sent all of the request.
  private boolean ended;

  /// How much of the response was out when it last moved, and when; -1 before it is written.
  private int progress = -1;

  private int progressSeconds;

  private RequestStream(
      HttpContext context,
      Http2Connection connection,
      Channel channel,
      StreamCodec frames,
      Admission admission) {
    this.context = context;
    this.connection = connection;
    this.channel = channel;
    this.frames = frames;
    this.admission = admission;
    this.timer = new RequestTimer(context.sockets().timeouts(), nowSeconds());
  }

  /// Serves a stream that a client has opened.
  ///
  /// @param admission where it was not admitted, its request gets 503
  static void open(
      HttpContext context,
      Http2Connection connection,
      Channel channel,
      StreamCodec frames,
      Admission admission) {
    RequestStream stream = new RequestStream(context, connection, channel, frames, admission);
    context.sockets().connections().add(stream);
    channel.pipeline().addLast(stream);
  }

  private int nowSeconds() {
    return context.sockets().connections().nowSeconds();
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
    return (InetSocketAddress) channel.remoteAddress();
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext netty, Object part) {
    try {
      switch (part) {
        case HttpRequest request -> begin(request);
        case HttpContent content -> add(content);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(HttpRequest request) {
    timer.bodyBegun(nowSeconds());
    HttpExchange current = new HttpExchange(context, this, request, admission);
    exchange = current;
    current.judge();
    if (current == exchange && current.waits()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void judged() {
    HttpExchange current = exchange;
    if (current != null && ended) {
      complete(current);
    } else {
      channel.config().setAutoRead(true);
    }
  }

  private void add(HttpContent content) {
    ended |= content instanceof LastHttpContent;
    context.sockets().loop().counters().add(Counted.BYTES_IN, content.content().readableBytes());
    HttpExchange current = exchange;
    if (current == null || current.waits()) {
      return; // answered before it was whole; or without a body, and not judged yet
    }
    timer.bodyCame(nowSeconds());
    if (current.add(content)) {
      complete(current);
    }
  }

  private static void complete(HttpExchange current) {
    if (current.switches()) {
      current.beginSwitch();
    } else {
      current.serve();
    }
  }

  // ---- out

  @Override
  public boolean serves(HttpExchange asked) {
    return asked == exchange && channel.isActive();
  }

  @Override
  public void writeContinue() {
    var _ =
        channel.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  @Override
  public void respond(HttpExchange answered, FullHttpResponse response) {
    HttpRequest request = answered.request();
    if (answered != exchange) {
      response.release();
      return;
    }
    Refusals.note(context.sockets().loop().counters(), request, response);
    if (connection.responses().refusesToHold(response, request)) {
      response.release();
      answered.refuse(Problem.unavailable("too much waits for slow clients"));
      return;
    }
    exchange = null;
    answered.log(response);
    answered.end();
    progressSeconds = nowSeconds();
    progress = 0;
    response.headers().set(HttpHeaderNames.DATE, context.date().now());
    ChannelFuture written = connection.responses().write(channel, response);
    if (!ended) {
      var _ = written.addListener((ChannelFutureListener) _ -> endRequest());
    }
    channel.flush();
  }

  /// The answer is out, and the rest of its request is not needed (RFC 9113 section 8.1).
  private void endRequest() {
    if (channel.isActive() && !ended) {
      var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  /// Frames delimit the text.
  @Override
  public StreamFraming framing(HttpRequest request) {
    return StreamFraming.BARE;
  }

  /// The codec stays in the pipeline.
  @Override
  public Object encode(HttpResponse response) {
    return response;
  }

  @Override
  public void replaceWith(Connection other) {
    exchange = null;
    context.sockets().connections().replace(this, other);
    channel.pipeline().addLast(other);
    channel.pipeline().remove(this);
  }

  // ---- time and the end

  @Override
  protected void tick(int nowSeconds) {
    HttpExchange current = exchange;
    if (progress >= 0) {
      if (stalledSeconds(nowSeconds) >= context.sockets().timeouts().stalledSeconds()) {
        abort();
      }
    } else if (current != null
        && !current.waits()
        && timer.outcome(nowSeconds) != RequestTimer.Outcome.WAIT) {
      current.refuse(Problem.timeout());
    }
  }

  private int stalledSeconds(int nowSeconds) {
    if (frames.piecesOut() != progress) {
      progress = frames.piecesOut();
      progressSeconds = nowSeconds;
    }
    return nowSeconds - progressSeconds;
  }

  /// The request is answered, and the stream ends with that.
  @Override
  protected void shutDown() {}

  @Override
  protected void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext netty) {
    context.sockets().connections().remove(this);
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
    abort();
  }
}
