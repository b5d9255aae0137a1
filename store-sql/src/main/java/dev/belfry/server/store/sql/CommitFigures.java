package dev.belfry.server.store.sql;

import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Distribution;
import java.util.Optional;

/// How long transactions take that wrote something, and how many messages share one. The writer
/// counts, any thread takes copies.
final class CommitFigures {
  private final Distribution seconds = Distribution.ofSeconds();
  private final Distribution messages = Distribution.ofNumbers();

  /// A transaction is committed.
  ///
  /// @param nanos from its beginning
  /// @param appends messages in it
  void committed(long nanos, int appends) {
    seconds.addNanos(nanos);
    if (appends > 0) {
      messages.add(appends);
    }
  }

  StoreFigures figures(TaskQueue queue) {
    return new StoreFigures(
        "sqlite",
        seconds.copy(),
        Optional.of(messages.copy()),
        queue.waiting(TaskQueue.Line.APPENDS),
        queue.waitingBytes(TaskQueue.Line.APPENDS));
  }
}
