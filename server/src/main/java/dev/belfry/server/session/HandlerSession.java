package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A WebSocket that an application's handler serves. The loop keeps what waits for the handler and
/// hands it one call at a time to a virtual thread; only the count of unsent bytes is shared.
public final class HandlerSession extends FixedSession implements TextListener, Client {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerSession.class);
  private static final AtomicLong IDS = new AtomicLong();

  /// What a call or a text that waits costs beside its data: the objects around it.
  private static final int WAITING_BYTES = 256;

  private final long id = IDS.incrementAndGet();
  private final Principal principal;
  private final ChannelName channel;
  private final ClientHandler handler;
  private final Function<byte[], Frame> encoder;
  private final Executor calls;
  private final ArrayDeque<Call> mailbox = new ArrayDeque<>(1);

  /// Bytes given to `send` that the loop has not seen yet.
  private final AtomicLong sending = new AtomicLong();

  private boolean opened;
  private boolean calling;
  private boolean paused;
  private volatile boolean gone;

  /// A call that waits for the one before it.
  ///
  /// @param bytes what it costs that it waits
  private record Call(Runnable callback, int bytes) {}

  /// @param encoder puts one text on the wire
  public HandlerSession(
      SessionContext context,
      Outlet outlet,
      Dialect dialect,
      ClientIdentity client,
      ChannelName channel,
      ClientHandler handler,
      Function<byte[], Frame> encoder) {
    this(context, outlet, dialect, client, channel, handler, encoder, Thread::startVirtualThread);
  }

  /// @param calls runs each call of the handler, not on a loop; it is given one at a time
  public HandlerSession(
      SessionContext context,
      Outlet outlet,
      Dialect dialect,
      ClientIdentity client,
      ChannelName channel,
      ClientHandler handler,
      Function<byte[], Frame> encoder,
      Executor calls) {
    super(context, outlet, dialect, client);
    this.principal = client.principal();
    this.channel = channel;
    this.handler = handler;
    this.encoder = encoder;
    this.calls = calls;
  }

  /// Begins: the handler hears of the client, and the client hears broadcasts.
  public void open() {
    listen(List.of(channel), List.of(new Since.Now()));
  }

  @Override
  void onListening() {
    opened = true;
    call(0, () -> handler.onOpen(this));
  }

  @Override
  public void onText(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    call(utf8.length, () -> handler.onMessage(this, text));
  }

  @Override
  void onEnd(int code) {
    gone = true;
    if (opened) {
      call(0, () -> handler.onClose(this, code));
    }
  }

  // ---- one call at a time

  private void call(int bytes, Runnable callback) {
    if (!calling) {
      start(callback);
      return;
    }
    Call waiting = new Call(callback, 2 * bytes + WAITING_BYTES); // a text may be twice as large
    mailbox.add(waiting);
    context().incoming().add(waiting.bytes);
    if (!paused && mailboxFull()) {
      paused = true;
      outlet().reading(false);
    }
  }

  /// It is full too while what all clients have sent takes half of the memory that there is for it.
  private boolean mailboxFull() {
    return mailbox.size() >= context().bounds().mailboxMax() || context().incoming().halfUsed();
  }

  private void start(Runnable callback) {
    calling = true;
    calls.execute(() -> runHandler(callback));
  }

  private void runHandler(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("the handler of {} failed", channel, failure);
      close(CloseCode.INTERNAL_ERROR, "the server's handler failed");
    } finally {
      loop().execute(this::called);
    }
  }

  private void called() {
    calling = false;
    Call next = mailbox.poll();
    if (next != null) {
      context().incoming().add(-next.bytes);
      start(next.callback);
    }
    if (paused && !ended() && mailbox.size() <= context().bounds().mailboxMax() / 2) {
      paused = false;
      outlet().reading(true);
    }
  }

  // ---- Client

  @Override
  public long id() {
    return id;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  @Override
  public boolean send(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int most = context().bounds().outboxUnrecordedBytesMax();
    if (gone) {
      return false;
    }
    int cost = utf8.length + WAITING_BYTES;
    if (sending.addAndGet(cost) > most) {
      sending.addAndGet(-cost);
      loop().execute(this::tooSlow);
      return false;
    }
    loop().execute(() -> sendNow(utf8, most));
    return true;
  }

  private void sendNow(byte[] utf8, int most) {
    sending.addAndGet(-(utf8.length + WAITING_BYTES));
    if (ended()) {
      return;
    }
    if (outlet().waitingBytes() > 0 && outlet().waitingBytes() + utf8.length > most) {
      tooSlow();
      return;
    }
    say(encoder.apply(utf8));
  }

  private void tooSlow() {
    close(new CloseReason(CloseCode.TOO_SLOW, "too slow"));
  }

  @Override
  public void broadcast(String text) {
    var _ = context().program().publish(loop(), channel, text, this::ensureSessionId);
  }

  @Override
  public void close(int code, String reason) {
    loop().execute(() -> close(new CloseReason(code, reason)));
  }
}
