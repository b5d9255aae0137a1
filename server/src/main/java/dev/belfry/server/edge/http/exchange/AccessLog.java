package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.http.request.LoggedTarget;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// A line for each request that was answered, where the configuration asks for it, and one more for
/// each WebSocket and event stream that has ended. Loops only add to a queue; a thread writes. Of
/// what it can't write in time, so much waits as fits; the rest is counted and told. Any thread.
public final class AccessLog implements AutoCloseable {
  /// By this name a program that embeds the server sends the lines elsewhere.
  private static final Logger LOG = LoggerFactory.getLogger("dev.belfry.access");

  /// In place of a close code: the line is not about the end of a connection.
  static final int OPEN = 0;

  private static final long WAITING_BYTES_MAX = 4 << 20;
  private static final int LINE_BYTES = 300;
  private static final int TARGET_MAX = 1_024;
  private static final int ID_MAX = 128;
  private static final String REQUEST_ID = "X-Request-Id";
  private static final long CLOSE_MILLIS = 2_000;
  private static final double MILLI_NANOS = 1e6;

  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final @Nullable Thread writer;
  private volatile boolean closing;

  private AccessLog(boolean on) {
    writer =
        on ? Thread.ofPlatform().name("belfry-access-log").daemon().unstarted(this::run) : null;
  }

  /// An access log that writes once it is started, or one that does nothing.
  public static AccessLog of(boolean on) {
    return new AccessLog(on);
  }

  public void start() {
    if (writer != null) {
      writer.start();
    }
  }

  /// What lines say of a request.
  ///
  /// @param target path and query, without secrets
  /// @param id that a proxy has given it; `-` where it has none
  /// @param sinceNanos when it began
  record Request(String client, String method, String target, String id, long sinceNanos) {}

  /// One request that was answered, or a connection that has ended.
  ///
  /// @param bytes of the answer's content, or of what a connection was sent after it had begun
  /// @param closed the close code of a connection that has ended; `OPEN` for none
  private record Line(Request request, int status, long bytes, double millis, int closed) {
    int size() {
      return LINE_BYTES + 2 * (request.target().length() + request.id().length());
    }
  }

  /// Now, by a clock that never goes back; 0 where nothing is written.
  long nanos() {
    return writer == null ? 0 : System.nanoTime();
  }

  /// What is to be written of a request.
  Request request(InetAddress client, HttpRequest request, long sinceNanos) {
    return new Request(
        client.getHostAddress(),
        cut(request.method().name(), ID_MAX),
        cut(LoggedTarget.of(request.uri()), TARGET_MAX),
        idOf(request.headers()),
        sinceNanos);
  }

  /// Has a line written.
  void add(Request request, int status, long bytes, int closed) {
    if (writer == null) {
      return;
    }
    double millis = (System.nanoTime() - request.sinceNanos()) / MILLI_NANOS;
    Line line = new Line(request, status, bytes, millis, closed);
    if (waitingBytes.addAndGet(line.size()) > WAITING_BYTES_MAX) {
      waitingBytes.addAndGet(-line.size());
      lost.incrementAndGet();
      return;
    }
    lines.add(line);
    LockSupport.unpark(writer);
  }

  boolean isOn() {
    return writer != null;
  }

  private static String idOf(HttpHeaders headers) {
    String id = headers.get(REQUEST_ID);
    return id == null || id.isBlank() ? "-" : cut(id.strip().replace(' ', '_'), ID_MAX);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private void run() {
    while (true) {
      Line line = lines.poll();
      if (line != null) {
        waitingBytes.addAndGet(-line.size());
        write(line);
      } else if (closing) {
        return;
      } else {
        tellLost();
        LockSupport.park(this);
      }
    }
  }

  private static void write(Line line) {
    Request request = line.request();
    String millis = String.format(Locale.ROOT, "%.1f", line.millis());
    LoggingEventBuilder event =
        LOG.atInfo()
            .addKeyValue("client", request.client())
            .addKeyValue("method", request.method())
            .addKeyValue("path", request.target())
            .addKeyValue("status", line.status())
            .addKeyValue("bytes", line.bytes())
            .addKeyValue("millis", Double.valueOf(millis))
            .addKeyValue("request", request.id());
    if (line.closed() != OPEN) {
      event = event.addKeyValue("closed", line.closed());
    }
    event.log(
        "{} {} {} {} {} bytes {} ms id {}{}",
        request.client(),
        request.method(),
        request.target(),
        line.status(),
        line.bytes(),
        millis,
        request.id(),
        line.closed() == OPEN ? "" : " closed " + line.closed());
  }

  private void tellLost() {
    long count = lost.getAndSet(0);
    if (count > 0) {
      LOG.warn("{} lines are missing: they came faster than they could be written", count);
    }
  }

  /// Writes what waits, for a moment at most, and ends.
  @Override
  public void close() {
    closing = true;
    if (writer == null) {
      return;
    }
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
