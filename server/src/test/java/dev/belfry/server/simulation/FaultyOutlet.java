package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Outlet;
import org.jspecify.annotations.Nullable;

/// A socket whose kernel buffer takes some bytes; the rest waits in the server until the client
/// reads, in whatever portions it likes.
final class FaultyOutlet implements Outlet {
  private final Loop loop;
  private final ByteBudget budget;
  private final int kernelBytesMax;
  private final StringBuilder kernel = new StringBuilder();
  private final StringBuilder waiting = new StringBuilder();
  private @Nullable Runnable onDrained;
  private @Nullable CloseReason closed;
  private boolean opened;
  private boolean gone;

  boolean reading = true;

  /// Whether the server reads the socket again once it has stopped.
  boolean readsAgain = true;

  long waitingBytesMost;

  /// Called when the server has cut it off, since no memory is left for what it does not read.
  Runnable whenCutOff = () -> {};

  FaultyOutlet(Loop loop, ByteBudget budget, int kernelBytesMax) {
    this.loop = loop;
    this.budget = budget;
    this.kernelBytesMax = kernelBytesMax;
  }

  /// What the client reads: at most so many bytes of what has reached its side.
  String take(int bytesMax) {
    int bytes = Math.min(bytesMax, kernel.length());
    String taken = kernel.substring(0, bytes);
    kernel.delete(0, bytes);
    if (!gone) {
      fillKernel();
    }
    return taken;
  }

  boolean readable() {
    return !kernel.isEmpty();
  }

  /// Whether the server takes what the client sends now.
  boolean taking() {
    return reading && opened && closed == null && !gone;
  }

  private void fillKernel() {
    int bytes = Math.min(waiting.length(), kernelBytesMax - kernel.length());
    if (bytes > 0) {
      kernel.append(waiting, 0, bytes);
      waiting.delete(0, bytes);
      budget.add(-bytes);
    }
    if (waiting.isEmpty() && onDrained != null) {
      loop.execute(onDrained);
      onDrained = null;
    }
  }

  private void cutOff() {
    cut();
    closed = new CloseReason(CloseCode.TOO_SLOW, "too much waits");
    loop.execute(() -> whenCutOff.run()); // which may be known only when the session is open
  }

  /// The connection is cut; what waited in the server is lost.
  void cut() {
    gone = true;
    budget.add(-waiting.length());
    waiting.setLength(0);
    onDrained = null;
  }

  /// Why the server closed, once the client has read all that came before; null until then.
  @Nullable CloseReason closeHeard() {
    return kernel.isEmpty() && waiting.isEmpty() ? closed : null;
  }

  @Override
  public void opened() {
    loop.check();
    Violation.unless(Breach.WRONG_WORDS, !opened, "opened twice");
    opened = true;
  }

  @Override
  public void write(Frame frame) {
    loop.check();
    Violation.unless(Breach.WRONG_WORDS, opened, "written before it was opened");
    if (closed != null || gone) {
      return;
    }
    waiting.append(((Text) frame).text());
    budget.add(frame.bytes());
    fillKernel();
    if (!waiting.isEmpty() && budget.overfull()) {
      cutOff();
    }
    waitingBytesMost = Math.max(waitingBytesMost, waiting.length());
  }

  @Override
  public long waitingBytes() {
    loop.check();
    return waiting.length();
  }

  @Override
  public void whenDrained(Runnable task) {
    loop.check();
    if (waiting.isEmpty()) {
      loop.execute(task);
    } else {
      onDrained = task;
    }
  }

  @Override
  public Object peer() {
    return "client";
  }

  @Override
  public void reading(boolean on) {
    loop.check();
    reading = on && (reading || readsAgain);
  }

  @Override
  public void close(CloseReason reason) {
    loop.check();
    closed = closed == null ? reason : closed;
  }
}
