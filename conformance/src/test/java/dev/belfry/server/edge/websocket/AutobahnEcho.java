package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionTable;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.edge.netty.EventLoops;
import dev.belfry.server.edge.netty.NettyLoop;
import dev.belfry.server.edge.netty.ShutdownNotice;
import dev.belfry.server.edge.netty.Transport;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.edge.websocket.handshake.Handshake;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.IncomingBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The echo that the Autobahn test suite talks to: the product's own handshake, frames and
/// connection, on one loop, but for what it does with a message, binary ones included. The suite's
/// plugin calls `main` and connects to the address that this machine's name has.
public final class AutobahnEcho {
  /// The suite sends messages of 16 MiB.
  private static final int MESSAGE_BYTES_MAX = 16 << 20;

  private AutobahnEcho() {}

  /// Starts it; it ends with the process.
  ///
  /// @param arguments the port
  public static void main(String[] arguments) throws UnknownHostException {
    EventLoops loops = new EventLoops(Transport.best(), 1);
    ConnectionContext context = context(loops.loops().getFirst());
    context.connections().start();
    WebSocketCodec codec = new WebSocketCodec(MESSAGE_BYTES_MAX);
    var _ =
        loops
            .bootstrap()
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new Upgrade(context, codec, channel));
                  }
                })
            .bind(InetAddress.getLocalHost(), Integer.parseInt(arguments[0]))
            .syncUninterruptibly();
  }

  /// As the server has one for each loop, with more patience.
  private static ConnectionContext context(NettyLoop loop) {
    return new ConnectionContext(
        loop,
        new ConnectionTable(loop, Clock.system()),
        new ConnectionTimeouts(600, 600, 600, 600, 600),
        new ShutdownNotice(Duration.ZERO),
        new ByteBudget(Long.MAX_VALUE),
        new IncomingBudget(Long.MAX_VALUE));
  }

  /// The handshake, whatever the path, without the guards of the server's HTTP.
  private static final class Upgrade extends ChannelInboundHandlerAdapter {
    private final ConnectionContext context;
    private final WebSocketCodec codec;
    private final Channel channel;
    private @Nullable HttpRequest request;

    Upgrade(ConnectionContext context, WebSocketCodec codec, Channel channel) {
      this.context = context;
      this.codec = codec;
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext netty, Object message) {
      if (message instanceof HttpRequest head) {
        request = head;
      }
      boolean whole = message instanceof LastHttpContent;
      ReferenceCountUtil.release(message);
      if (whole && request != null) {
        upgrade(request);
      }
    }

    private void upgrade(HttpRequest head) {
      if (!(new Handshake(true).read(head, List.of()) instanceof HandshakeResult.Accepted yes)) {
        var _ = channel.close();
        return;
      }
      EchoConnection connection = new EchoConnection(context, channel, codec, yes.deflate());
      connection.begin(yes.response(channel.alloc()));
      context.connections().add(connection);
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(connection);
      pipeline.remove(this);
      pipeline.remove(HttpServerCodec.class);
    }
  }

  private static final class EchoConnection extends WebSocketConnection {
    private final WebSocketCodec codec;
    private final boolean deflate;

    EchoConnection(
        ConnectionContext context, Channel channel, WebSocketCodec codec, boolean deflate) {
      super(context, channel, codec, deflate);
      this.codec = codec;
      this.deflate = deflate;
    }

    void begin(ByteBuf response) {
      put(response);
      response.release();
    }

    @Override
    public void onText(byte[] utf8) {
      ByteBuf frame = channel().alloc().directBuffer(FrameEncoder.frameBytes(utf8.length));
      if (deflate) {
        FrameEncoder.deflatedText(frame, utf8, codec);
      } else {
        FrameEncoder.text(frame, utf8);
      }
      echo(frame);
    }

    @Override
    public void onBinary(byte[] bytes) {
      ByteBuf frame = channel().alloc().directBuffer(FrameEncoder.frameBytes(bytes.length));
      FrameEncoder.binary(frame, bytes);
      echo(frame);
    }

    private void echo(ByteBuf frame) {
      if (!closing()) {
        put(frame);
      }
      frame.release();
    }
  }
}
