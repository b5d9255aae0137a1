package dev.belfry.server.edge;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.edge.http.BatchBounds;
import dev.belfry.server.edge.http.GuardSettings;
import dev.belfry.server.edge.http.HttpFront;
import dev.belfry.server.edge.http.HttpRoom;
import dev.belfry.server.edge.transport.EventLoops;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.edge.transport.Transport;
import dev.belfry.server.edge.websocket.FrameEncoder;
import dev.belfry.server.edge.websocket.Handshake;
import dev.belfry.server.edge.websocket.HandshakeResult;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
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
    EdgeRoom room = room(loops.loops().getFirst());
    room.connections().start();
    var _ =
        loops
            .bootstrap()
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), new Upgrade(room, channel));
                  }
                })
            .bind(InetAddress.getLocalHost(), Integer.parseInt(arguments[0]))
            .syncUninterruptibly();
  }

  /// As the server has one for each loop, with larger messages and more patience.
  private static EdgeRoom room(NettyLoop loop) {
    Clock clock = Clock.system();
    var policies = ServerConfig.defaults().channelPolicies();
    var bounds = new MemoryBounds(1 << 20, 1, Duration.ofMinutes(1));
    var random = new SplittableRandom(1);
    var logs = new MemoryLogs(List.of(loop), policies, bounds, "echo", clock, random);
    var publisher = new Publisher(policies, logs, MESSAGE_BYTES_MAX);
    var sessions =
        new SessionContext(
            new Hub(loop, logs),
            publisher,
            new ProgramPublisher(publisher, List.of(loop), 1 << 20),
            new SessionBounds(1 << 20, 1 << 20, 64, Integer.MAX_VALUE, 0, 64),
            new ByteBudget(Long.MAX_VALUE),
            new IncomingBudget(Long.MAX_VALUE),
            clock,
            UlidCreator::getUlid);
    var readiness = new LoopReadiness(List.of(loop), logs::ready);
    var settings =
        new EdgeSettings(new Pulse(600, 600, 600, 600, 600), MESSAGE_BYTES_MAX, 8192, true);
    var bare = new PresenceBounds(1, Duration.ZERO);
    LoopPresence presence = new Presences(List.of(loop), policies, bare, clock).on(loop);
    Scheduler scheduler = new Scheduler(publisher, logs, clock);
    HistoryReader history = new HistoryReader(logs, loop);
    HttpFront front = front(policies, history, presence, scheduler, readiness, clock);
    FramedContext framed =
        new FramedContext(
            policies,
            history,
            scheduler,
            presence,
            256,
            1000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(25));
    return new EdgeRoom(loop, sessions, framed, settings, readiness, front, Map.of());
  }

  /// The room asks for one; the echo has no use for it.
  private static HttpFront front(
      ChannelPolicies policies,
      HistoryReader history,
      LoopPresence presence,
      Scheduler scheduler,
      LoopReadiness readiness,
      Clock clock) {
    return new HttpFront(
        new HttpRoom(
            new GuardSettings(true, Set.of(), Set.of(), false),
            Set.of(),
            policies,
            scheduler,
            history,
            presence,
            (channel, since, atMost, then) -> () -> {},
            readiness,
            readiness::draining,
            MESSAGE_BYTES_MAX,
            1000,
            32,
            new BatchBounds(MESSAGE_BYTES_MAX, 1),
            ByteBufAllocator.DEFAULT,
            clock));
  }

  /// The handshake, whatever the path, without the guards of the server's HTTP.
  private static final class Upgrade extends ChannelInboundHandlerAdapter {
    private final EdgeRoom room;
    private final Channel channel;
    private @Nullable HttpRequest request;

    Upgrade(EdgeRoom room, Channel channel) {
      this.room = room;
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
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
      EchoConnection connection = new EchoConnection(room, channel, yes.deflate());
      connection.greet(yes.response(channel.alloc()));
      room.connections().add(connection);
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(connection);
      pipeline.remove(this);
      pipeline.remove(HttpServerCodec.class);
    }
  }

  private static final class EchoConnection extends WebSocketConnection {
    private final EdgeRoom room;
    private final boolean deflate;

    EchoConnection(EdgeRoom room, Channel channel, boolean deflate) {
      super(room, channel, deflate);
      this.room = room;
      this.deflate = deflate;
    }

    void greet(ByteBuf response) {
      put(response);
      response.release();
    }

    @Override
    public void onText(byte[] utf8) {
      ByteBuf frame = channel().alloc().directBuffer(FrameEncoder.frameBytes(utf8.length));
      if (deflate) {
        FrameEncoder.deflatedText(frame, utf8, room.codec());
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
