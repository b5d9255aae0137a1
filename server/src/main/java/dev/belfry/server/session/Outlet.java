package dev.belfry.server.session;

import dev.belfry.server.runtime.Frame;

/// A client's socket as its session sees it. All calls come from the loop that owns both.
public interface Outlet {
  /// The session listens: from now on nothing is missed, so the client may be told that it is
  /// connected. Before any `write`.
  default void opened() {}

  /// Writes the frame, at once as far as the socket takes it; the rest waits. The caller keeps its
  /// own count of the frame.
  void write(Frame frame);

  /// Bytes that wait because the socket is full, with what it costs that they wait; 0 where all is
  /// written.
  long waitingBytes();

  /// Runs the task once, in a later turn of the loop, when no bytes wait any more; never if the
  /// socket closes first.
  void whenDrained(Runnable task);

  /// What stands for the client's address: clients with equal ones share what one address may hold.
  Object peer();

  /// Stops or resumes reading from the client.
  void reading(boolean on);

  /// Says goodbye after what was written before and closes; later writes are dropped.
  void close(CloseReason reason);
}
