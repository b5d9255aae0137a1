package dev.belfry.cli.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/// The smallest server that broadcasts, over WebSocket at `/socket` and as an event stream at
/// `/stream`, with the faults that a test asks for.
final class BroadcastServer implements AutoCloseable {
  private static final WebSocketServerProtocolConfig SOCKET =
      WebSocketServerProtocolConfig.newBuilder()
          .websocketPath("/socket")
          .subprotocols("chat")
          .dropPongFrames(false)
          .build();

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ChannelGroup sockets = new DefaultChannelGroup(group.next());
  private final ChannelGroup streams = new DefaultChannelGroup(group.next());
  private final IntPredicate losesDelivery;
  private final Channel listening;
  final AtomicInteger published = new AtomicInteger();
  final AtomicInteger pongs = new AtomicInteger();
  final AtomicInteger hellos = new AtomicInteger();
  volatile int closesAfter = Integer.MAX_VALUE;

  BroadcastServer() throws InterruptedException {
    this(_ -> false);
  }

  /// @param losesDelivery whether the first socket misses the message of this count, from 1
  BroadcastServer(IntPredicate losesDelivery) throws InterruptedException {
    this.losesDelivery = losesDelivery;
    this.listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(65_536))
                        .addLast(new Plain())
                        .addLast(new WebSocketServerProtocolHandler(SOCKET))
                        .addLast(new Socket());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  String address(String scheme, String path) {
    return scheme
        + "://127.0.0.1:"
        + ((InetSocketAddress) listening.localAddress()).getPort()
        + path;
  }

  private void broadcast(String text) {
    int count = published.incrementAndGet();
    boolean first = true;
    for (Channel socket : sockets) {
      if (!(first && losesDelivery.test(count))) {
        var _ = socket.writeAndFlush(new TextWebSocketFrame(text));
      }
      first = false;
    }
    String event = "data: " + text + "\n\n";
    var _ =
        streams.writeAndFlush(
            new DefaultHttpContent(Unpooled.copiedBuffer(event, StandardCharsets.UTF_8)));
    if (count >= closesAfter) {
      var _ = sockets.writeAndFlush(new CloseWebSocketFrame(4003, "too slow"));
    }
  }

  /// What is no upgrade: a publish, or an event stream.
  private final class Plain extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    public boolean acceptInboundMessage(Object message) {
      return message instanceof FullHttpRequest request && request.uri().equals("/stream");
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      if (request.method().equals(HttpMethod.POST)) {
        broadcast(request.content().toString(StandardCharsets.UTF_8));
        ByteBuf body = Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8);
        DefaultFullHttpResponse answer =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CREATED, body);
        HttpUtil.setContentLength(answer, body.readableBytes());
        var _ = ctx.writeAndFlush(answer);
      } else {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
        HttpUtil.setTransferEncodingChunked(head, true);
        var _ =
            ctx.writeAndFlush(head)
                .addListener((ChannelFutureListener) sent -> join(sent.channel()));
      }
    }

    private void join(Channel channel) {
      streams.add(channel);
    }
  }

  private final class Socket extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        if (text.text().equals("hello")) {
          hellos.incrementAndGet();
        } else {
          broadcast(text.text());
        }
      } else if (frame instanceof PongWebSocketFrame) {
        pongs.incrementAndGet();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        sockets.add(ctx.channel());
        var _ =
            ctx.writeAndFlush(
                new PingWebSocketFrame(Unpooled.copiedBuffer("beat", StandardCharsets.UTF_8)));
      }
    }
  }

  /// Waits until its port is free.
  void awaitEnd() throws InterruptedException {
    group.terminationFuture().await();
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly(); // the end of its loop does not close it reliably
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
