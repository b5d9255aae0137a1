package dev.belfry.server.store;

import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Loop;
import java.io.IOException;

/// The logs of durable channels, and what is scheduled for them. They outlive the server.
public interface DurableLogs extends Logs, Schedule, AutoCloseable {
  /// The inboxes in the same store.
  Inboxes inboxes();

  /// How commits do. Any thread.
  StoreFigures figures();

  /// Begins to trim, to publish what is due, and to try again after a failure, until closed.
  ///
  /// @param timer any loop
  /// @param others keep the channels that are not durable; what was scheduled for one while it was
  ///   goes there
  void start(Loop timer, Logs others);

  /// Commits what waits, marks the end as an orderly one, and lets the data folder go.
  @Override
  void close() throws IOException;
}
