package dev.belfry.server.edge.transport;

import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A socket that a session writes to. While nothing waits, a frame goes from its shared memory to
/// the kernel in one call, past Netty's own queue, which costs more than the call itself (ADR
/// 0005); only what the kernel does not take goes through that queue.
public abstract class SocketOutlet extends Connection implements Outlet {
  private final Channel channel;
  private final ByteBudget budget;

  /// Where frames are written directly; null on transports that can't.
  private final @Nullable Socket direct;

  /// What the client is told first, once its session listens: one that knows it is connected misses
  /// nothing from then on.
  private @Nullable ByteBuf greeting;

  private int waiting;
  private @Nullable Runnable onDrained;

  /// Bytes that left Netty's queue, all in all.
  private long taken;

  /// What `taken` and the progress within the first entry came to when it last moved, and when.
  private long takenMark;

  private int takenMarkSeconds;

  protected SocketOutlet(Channel channel, ByteBudget budget) {
    this.channel = channel;
    this.budget = budget;
    this.direct =
        channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket
            ? socket
            : null;
  }

  protected final Channel channel() {
    return channel;
  }

  /// Whether session and protocol have said their last: then `write` drops what comes.
  protected abstract boolean closing();

  /// Sets what to say first, and takes it over.
  protected final void greetWith(ByteBuf words) {
    greeting = words;
  }

  /// Whether the client knows that it is connected; before that nothing else may be said.
  protected final boolean greeted() {
    return greeting == null;
  }

  @Override
  public final void opened() {
    ByteBuf words = greeting;
    if (words != null) {
      greeting = null;
      put(words);
      words.release();
      onGreeted();
    }
  }

  /// The client has been told that it is connected.
  protected void onGreeted() {}

  /// The socket has closed: what was not said is dropped.
  protected final void forgetGreeting() {
    if (greeting != null) {
      greeting.release();
      greeting = null;
    }
  }

  @Override
  public final void write(Frame frame) {
    if (!closing()) {
      put(((NettyFrame) frame).buffer());
    }
  }

  /// Writes a buffer, whose count is left as it is.
  protected final void put(ByteBuf buffer) {
    int written = waiting == 0 && direct != null ? writeDirectly(direct, buffer) : 0;
    if (written < buffer.readableBytes()) {
      queue(buffer, written);
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

  private void queue(ByteBuf buffer, int from) {
    int bytes = buffer.readableBytes() - from;
    if (waiting == 0) {
      takenMark = -1;
    }
    waiting += bytes;
    budget.add(bytes);
    ByteBuf rest = buffer.retainedSlice(buffer.readerIndex() + from, bytes);
    ChannelFuture written = channel.writeAndFlush(rest);
    var _ = written.addListener((ChannelFutureListener) done -> took(bytes));
  }

  private void took(int bytes) {
    waiting -= bytes;
    taken += bytes;
    budget.add(-bytes);
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

  /// For how many seconds bytes have waited without a single one being taken.
  protected final int stalledSeconds(int nowSeconds) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    long mark = taken + (queue == null ? 0 : queue.currentProgress());
    if (waiting == 0 || mark != takenMark) {
      takenMark = mark;
      takenMarkSeconds = nowSeconds;
    }
    return nowSeconds - takenMarkSeconds;
  }

  /// A client that sends nothing more has gone: neither a WebSocket nor an event stream goes on
  /// with one side alone.
  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      abort();
    }
  }

  @Override
  protected final void abort() {
    var _ = channel.close();
  }
}
