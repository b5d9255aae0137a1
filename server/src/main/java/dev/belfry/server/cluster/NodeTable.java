package dev.belfry.server.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The rows of nodes in an engine that all of them share. Each node writes its own and reads all. A
/// row counts as there for a lease by the engine's clock, and is removed some time after. Any
/// thread asks, and no call waits. Each question is answered within the engine's timeout, if only
/// by a failure; what was asked may have been done all the same.
public interface NodeTable {
  /// How long after its lease a row is removed, at the earliest.
  Duration REMOVED_AFTER = Duration.ofMinutes(1);

  /// Bytes of a row and of a hint in UTF-8, at most.
  int BYTES_MAX = 4_000;

  /// Begins to hear hints of all nodes, this one's too. Called once, before the engine starts.
  void hear(HintListener listener);

  /// Writes a node's row for a lease, and reads all rows whose lease lasts.
  ///
  /// @param life during which the row was last written: where the engine has another one by now, or
  ///   the row's lease is over, nothing is written. Null writes in any case
  CompletionStage<RollCall> write(String id, String row, Duration lease, @Nullable String life);

  /// Removes a node's row.
  CompletionStage<?> remove(String id);

  /// Gives all nodes a hint. It may come late, twice or not at all.
  CompletionStage<?> tell(Hint hint);
}
