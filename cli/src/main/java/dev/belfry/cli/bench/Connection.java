package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One open stream, WebSocket or event stream. Belongs to its channel's event loop.
final class Connection extends ChannelInboundHandlerAdapter
    implements MarkScanner.Found, FrameWalker.Controls {

  /// Hears how a connection fares, on its event loop.
  interface Watcher {
    void opened(Connection connection, Channel channel);

    void lost(Connection connection, String reason);
  }

  private final BenchPlan plan;
  private final Target target;
  private final @Nullable Tally tally;
  private final Watcher watcher;
  private final MarkScanner scanner = new MarkScanner();
  private final @Nullable FrameWalker walker;
  private @Nullable ResponseHead head = new ResponseHead();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> patience;
  private int lastNumber = -1;
  private Runnable onWritable = () -> {};
  private String farewell = "closed by the server";

  /// @param tally counts what comes; null for a connection that only publishes
  Connection(BenchPlan plan, Target target, @Nullable Tally tally, Watcher watcher) {
    this.plan = plan;
    this.target = target;
    this.tally = tally;
    this.watcher = watcher;
    this.walker = target.kind() == Target.Kind.WEBSOCKET ? new FrameWalker() : null;
  }

  /// What to do when the socket takes bytes again.
  void onWritable(Runnable action) {
    onWritable = action;
  }

  /// Whether the server has ever given the stream.
  boolean wasOpen() {
    return head == null;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(ResponseHead.request(plan, target)));
    patience =
        ctx.executor()
            .schedule(() -> giveUp(ctx), plan.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUp(ChannelHandlerContext ctx) {
    farewell = "not answered within " + plan.patience().toMillis() + " ms";
    var _ = ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    ByteBuf bytes = (ByteBuf) received;
    try {
      if (head == null || finishHead(ctx, head, bytes)) {
        takeStream(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void takeStream(ByteBuf bytes) {
    if (walker != null) {
      walker.walk(bytes, this);
    }
    if (tally != null) {
      scanner.scan(bytes, this);
      tally.endOfBatch();
    }
  }

  private boolean finishHead(ChannelHandlerContext ctx, ResponseHead answer, ByteBuf bytes) {
    if (!answer.take(bytes)) {
      return false;
    }
    if (!answer.hasStatus(walker == null ? 200 : 101)) {
      farewell = "refused: " + answer.statusLine();
      var _ = ctx.close();
      return false;
    }
    head = null;
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
    if (walker != null) {
      plan.hello().forEach(text -> sendText(ctx, text));
    }
    if (tally != null) {
      tally.connectionOpened();
    }
    watcher.opened(this, ctx.channel());
    return true;
  }

  private static void sendText(ChannelHandlerContext ctx, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    var _ =
        ctx.writeAndFlush(
            ClientFrames.begin(ctx.alloc(), ClientFrames.TEXT, payload.length).writeBytes(payload));
  }

  @Override
  public void mark(long nanos, int number) {
    if (tally != null) {
      tally.arrived(nanos, number, lastNumber);
      lastNumber = Math.max(lastNumber, number);
    }
  }

  @Override
  public void ping(byte[] payload, int length) {
    if (context != null) {
      var _ =
          context.writeAndFlush(
              ClientFrames.begin(context.alloc(), ClientFrames.PONG, length)
                  .writeBytes(payload, 0, length));
    }
  }

  @Override
  public void close(int code) {
    farewell = "closed by the server with code " + code;
    if (context != null) {
      var _ = context.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      onWritable.run();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watcher.lost(this, farewell);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    farewell = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    var _ = ctx.close();
  }
}
