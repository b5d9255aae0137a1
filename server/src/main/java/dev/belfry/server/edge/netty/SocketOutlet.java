package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.session.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A socket, or another channel, that a session writes to. While nothing waits, a frame goes from
/// its shared memory to the kernel in one call, past Netty's own queue, which costs more than the
/// call itself (ADR 0005); only what the kernel does not take goes through that queue, and only
/// that is counted. A channel that is no socket takes all by its own queue.
public abstract class SocketOutlet extends Connection implements Outlet {
  /// What it costs that a frame waits for one more client, beside the frame: an entry of the queue,
  /// a slice, a promise and its listener.
  private static final int ENTRY_BYTES = 256;

  /// How long a frame may wait for a transport that takes nothing at once, before it counts as
  /// kept.
  private static final int TAKEN_WITHIN_MILLIS = 100;

  private static final int PIECE_BYTES = 16 * 1024;

  /// How long the client of a stream has to read the last bytes: a reset may overtake, on the
  /// client's side, what it has received and not read (RFC 9113 section 5.4.2).
  private static final int READ_WITHIN_MILLIS = 200;

  private final Channel channel;
  private final ByteBudget budget;
  private final LoopCounters counters;

  /// What is written at once through the queue. A socket says how far it is with what it was given;
  /// any other channel, such as a stream of a connection, only when it is done with it.
  private final int pieceBytesMax;

  /// Where frames are written directly; null on transports that can't, and where TLS stands
  /// between.
  private final @Nullable Socket direct;

  /// The head of the response, which is sent once the session listens: a client that knows it is
  /// connected misses nothing from then on. Its bytes, or what the codec in the pipeline makes a
  /// head of. Null once it was sent.
  private @Nullable Object head;

  private int waiting;
  private @Nullable Runnable onDrained;

  /// Bytes that left Netty's queue, all in all.
  private long sent;

  /// The sum of `sent` and the progress within the first entry when it last moved, and when.
  private long progress;

  private int progressSeconds;

  protected SocketOutlet(Channel channel, ConnectionContext context) {
    this.channel = channel;
    this.budget = context.outboxes();
    this.counters = context.loop().counters();
    this.pieceBytesMax = channel instanceof SocketChannel ? Integer.MAX_VALUE : PIECE_BYTES;
    this.direct =
        channel.pipeline().get(SslHandler.class) == null
                && channel instanceof EpollSocketChannel epoll
                && epoll.fd() instanceof Socket socket
            ? socket
            : null;
  }

  @Override
  protected final Channel channel() {
    return channel;
  }

  /// Whether the last frame was sent: then `write` drops what comes.
  protected abstract boolean closing();

  /// Sets the head of the response, and takes it over.
  protected final void beginWith(Object responseHead) {
    head = responseHead;
  }

  /// Whether the head was sent; before that nothing else may be.
  protected final boolean begun() {
    return head == null;
  }

  @Override
  public final void opened() {
    Object unsent = head;
    if (unsent != null) {
      head = null;
      if (unsent instanceof ByteBuf bytes) {
        put(bytes);
        bytes.release();
      } else {
        sendHead(unsent);
      }
      ConnectionListener told = listener();
      if (told != null) {
        told.begun();
      }
      onBegun();
    }
  }

  private void sendHead(Object unsent) {
    waiting += ENTRY_BYTES;
    budget.add(ENTRY_BYTES);
    ChannelFuture written = channel.writeAndFlush(unsent);
    var _ = written.addListener((ChannelFutureListener) done -> sent(0));
  }

  /// The head was sent.
  protected void onBegun() {}

  /// Drops a head that was not sent, since the socket has closed or another one is to be sent.
  protected final void dropHead() {
    ReferenceCountUtil.release(head);
    head = null;
  }

  @Override
  public final void write(Frame frame) {
    if (!closing()) {
      put((NettyFrame) frame);
    }
  }

  /// Writes a buffer of this client's own, whose count is left as it is.
  protected final void put(ByteBuf buffer) {
    put(new NettyFrame(buffer));
  }

  private void put(NettyFrame frame) {
    ByteBuf buffer = frame.buffer();
    counters.add(Counted.BYTES_OUT, buffer.readableBytes());
    ConnectionListener told = listener();
    if (told != null) {
      told.wrote(buffer.readableBytes());
    }
    int written = waiting == 0 && direct != null ? writeDirectly(direct, buffer) : 0;
    if (written < buffer.readableBytes()) {
      keep(frame, written);
    }
  }

  private int writeDirectly(Socket socket, ByteBuf buffer) {
    if (!socket.isOpen() || !buffer.hasMemoryAddress()) {
      return 0;
    }
    try {
      int from = buffer.readerIndex();
      return socket.sendAddress(buffer.memoryAddress(), from, buffer.writerIndex());
    } catch (IOException gone) {
      var _ =
          channel
              .close(); // as Netty does for a failed write; the session ends with channelInactive
      return buffer.readableBytes();
    }
  }

  /// Keeps what the kernel did not take, unless far too much waits for slow clients already.
  private void keep(NettyFrame frame, int from) {
    if (budget.overfull() && !frame.waits()) {
      if (waiting > 0 || direct != null) {
        cutOff();
        return;
      }
      long before = sent;
      var _ =
          channel
              .eventLoop()
              .schedule(() -> cutOffIfKept(before), TAKEN_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    }
    queue(frame, from);
  }

  /// A transport that writes nothing directly takes every frame through the queue: what is still
  /// there a moment later is kept.
  private void cutOffIfKept(long before) {
    if (waiting > 0 && sent == before && budget.overfull()) {
      cutOff();
    }
  }

  private void cutOff() {
    tooSlow();
    var _ = channel.close();
  }

  /// The socket is about to be closed in the middle of a frame: the client reads too slowly, and
  /// there is no memory left to wait for it.
  protected abstract void tooSlow();

  private void queue(NettyFrame frame, int from) {
    ByteBuf buffer = frame.buffer();
    int start = buffer.readerIndex() + from;
    while (start < buffer.writerIndex()) {
      int bytes = Math.min(pieceBytesMax, buffer.writerIndex() - start);
      queue(frame, buffer.retainedSlice(start, bytes), bytes);
      start += bytes;
    }
  }

  private void queue(NettyFrame frame, ByteBuf piece, int bytes) {
    if (waiting == 0) {
      progress = -1;
    }
    waiting += bytes + ENTRY_BYTES;
    budget.add(ENTRY_BYTES);
    frame.enterOutbox(budget);
    ChannelFuture written = channel.writeAndFlush(piece);
    var _ =
        written.addListener(
            (ChannelFutureListener)
                done -> {
                  frame.leaveOutbox(budget);
                  sent(bytes);
                });
  }

  private void sent(int bytes) {
    waiting -= bytes + ENTRY_BYTES;
    sent += bytes;
    budget.add(-ENTRY_BYTES);
    if (waiting == 0 && channel.isActive()) {
      drained();
      Runnable task = onDrained;
      onDrained = null;
      if (task != null) {
        channel.eventLoop().execute(task);
      }
    }
  }

  /// All bytes are with the kernel.
  protected void drained() {}

  @Override
  public final long waitingBytes() {
    return waiting;
  }

  @Override
  public final void whenDrained(Runnable task) {
    if (waiting == 0) {
      channel.eventLoop().execute(task);
    } else {
      onDrained = task;
    }
  }

  @Override
  public final Object peer() {
    return ClientAddress.of(channel.remoteAddress());
  }

  /// Returns for how many seconds bytes have waited without a single one being taken.
  protected final int stalledSeconds(int nowSeconds) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    long mark = sent + (queue == null ? 0 : queue.currentProgress());
    if (waiting == 0 || mark != progress) {
      progress = mark;
      progressSeconds = nowSeconds;
    }
    return nowSeconds - progressSeconds;
  }

  /// A client that sends nothing more has gone: neither a WebSocket nor an event stream goes on
  /// with one side alone.
  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      abort();
    }
  }

  /// Ends the channel after its last bytes, which are out. What a socket has sent, its end can't
  /// overtake.
  protected final void end() {
    if (channel instanceof SocketChannel) {
      abort();
    } else {
      var _ = channel.eventLoop().schedule(this::abort, READ_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected final void abort() {
    var _ = channel.close();
  }
}
