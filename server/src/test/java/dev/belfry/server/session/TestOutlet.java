package dev.belfry.server.session;

import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayList;
import java.util.List;

/// A socket in memory. While stalled the client takes nothing, and what is written waits.
final class TestOutlet implements Outlet {
  private final Loop loop;
  private final List<String> waiting = new ArrayList<>();
  private long waitingBytes;
  private Runnable onDrained;
  private boolean stalled;

  final List<String> received = new ArrayList<>();
  long waitingBytesMost;
  boolean reading = true;
  CloseReason closed;

  TestOutlet(Loop loop) {
    this.loop = loop;
  }

  void stall() {
    stalled = true;
  }

  void resume() {
    stalled = false;
    received.addAll(waiting);
    waiting.clear();
    waitingBytes = 0;
    if (onDrained != null) {
      loop.execute(onDrained);
      onDrained = null;
    }
  }

  @Override
  public void write(Frame frame) {
    loop.check();
    if (closed != null) {
      return;
    }
    List<String> lines = ((TestDialect.Lines) frame).lines();
    if (stalled) {
      waiting.addAll(lines);
      waitingBytes += frame.bytes();
      waitingBytesMost = Math.max(waitingBytesMost, waitingBytes);
    } else {
      received.addAll(lines);
    }
  }

  @Override
  public long waitingBytes() {
    return waitingBytes;
  }

  @Override
  public void whenDrained(Runnable task) {
    if (waitingBytes == 0) {
      loop.execute(task);
    } else {
      onDrained = task;
    }
  }

  @Override
  public void reading(boolean on) {
    reading = on;
  }

  @Override
  public void close(CloseReason reason) {
    closed = reason;
  }
}
