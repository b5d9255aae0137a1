package dev.belfry.client;

import dev.belfry.protocol.CloseCode;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One WebSocket, from its opening to its end. What comes is handed to the loop frame by frame; at
/// most `WINDOW` frames are on their way there, and while the loop holds them back the socket is
/// not read. What goes out is one frame at a time; lines that come meanwhile are joined in the
/// next.
///
/// The socket's own thread has `frame`; all else belongs to the loop.
final class Link implements WebSocket.Listener {
  private static final int WINDOW = 16;

  /// Bound on one frame from the server: a page of history is the largest.
  private static final int FRAME_LENGTH_MAX = 16 * 1024 * 1024;

  /// Lines are joined up to this length; one alone may be longer.
  private static final int BATCH_LENGTH_MAX = 16 * 1024;

  /// Hears of one link, on the loop.
  interface Events {
    void opened(Link link);

    void frame(Link link, String text);

    /// The other side closed.
    void closed(Link link, int code, String reason);

    /// It broke, or the other side broke the protocol.
    void broken(Link link, String reason);
  }

  private final TaskLoop loop;
  private final Events events;
  private final StringBuilder frame = new StringBuilder();
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private @Nullable WebSocket socket;
  private boolean gathering;
  private boolean sending;
  private boolean closing;
  private boolean held;
  private int owed;

  Link(TaskLoop loop, Events events) {
    this.loop = loop;
    this.events = events;
  }

  // ---- what comes, on the socket's thread

  @Override
  public void onOpen(WebSocket opened) {
    loop.post(() -> {
      socket = opened;
      opened.request(WINDOW);
      events.opened(this);
    });
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    if (part.length() > FRAME_LENGTH_MAX - frame.length()) {
      loop.post(() -> events.broken(this, "a frame of more than 16 Mi characters"));
      return null; // nothing more is asked for
    }
    frame.append(part);
    if (last) {
      String text = frame.toString();
      frame.setLength(0);
      loop.post(() -> {
        events.frame(this, text);
        askFor(1);
      });
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    loop.post(() -> events.broken(this, "a binary frame"));
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    loop.post(() -> events.closed(this, code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    loop.post(() -> events.broken(this, Reasons.of(error)));
  }

  // ---- on the loop

  boolean isOpen() {
    return socket != null;
  }

  /// The subprotocol that was agreed on; empty for none.
  String subprotocol() {
    return socket == null ? "" : socket.getSubprotocol();
  }

  private void askFor(int frames) {
    owed += frames;
    if (!held && socket != null) {
      socket.request(owed);
      owed = 0;
    }
  }

  /// Whether the socket is not to be read for now.
  void hold(boolean hold) {
    loop.check();
    held = hold;
    if (!hold && owed > 0) {
      askFor(0);
    }
  }

  boolean isHeld() {
    return held;
  }

  /// Sends one line, soon.
  void send(String line) {
    loop.check();
    if (!closing) {
      lines.add(line);
      sendOn();
    }
  }

  /// Sends what `work` has to say in one frame, if it is not too long for one.
  void sendTogether(Runnable work) {
    loop.check();
    gathering = true;
    work.run();
    gathering = false;
    sendOn();
  }

  private void sendOn() {
    if (gathering || sending || lines.isEmpty() || socket == null) {
      return;
    }
    StringBuilder batch = new StringBuilder(lines.remove());
    while (!lines.isEmpty() && batch.length() + lines.element().length() < BATCH_LENGTH_MAX) {
      batch.append('\n').append(lines.remove());
    }
    sending = true;
    var unused =
        socket.sendText(batch, true).whenComplete((done, error) -> loop.post(() -> sent(error)));
  }

  private void sent(@Nullable Throwable error) {
    sending = false;
    if (error == null) {
      sendOn();
    } else {
      events.broken(this, Reasons.of(error));
    }
  }

  /// Says goodbye; the other side's own close ends it.
  void close() {
    loop.check();
    if (!closing && socket != null) {
      closing = true;
      hold(false);
      var unused = socket.sendClose(CloseCode.NORMAL, "");
    }
  }

  /// Ends it at once.
  void abort() {
    loop.check();
    closing = true;
    if (socket != null) {
      socket.abort();
    }
  }
}
