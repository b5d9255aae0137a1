package dev.belfry.server.log;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;

/// What came of an append.
public sealed interface AppendOutcome
    permits AppendOutcome.Appended, AppendOutcome.Duplicate, AppendOutcome.Conflict, Unavailable {
  /// It stands in the log, as durably as the log's policy says.
  record Appended(Ulid id, Position position, long timeMillis) implements AppendOutcome {}

  /// The idempotency key and the body were seen before; this is the answer that was given then.
  record Duplicate(Ulid id, Position position, long timeMillis) implements AppendOutcome {}

  /// The idempotency key was seen before with another body.
  record Conflict() implements AppendOutcome {}
}
