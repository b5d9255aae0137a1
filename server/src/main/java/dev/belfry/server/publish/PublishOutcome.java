package dev.belfry.server.publish;

import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.PublishReply;

/// What came of a publish.
public sealed interface PublishOutcome {
  /// It is kept, and on its way to all subscribers.
  record Accepted(PublishReply reply) implements PublishOutcome {}

  /// It was kept before, under the same idempotency key; the reply is the one given then.
  record Duplicate(PublishReply reply) implements PublishOutcome {}

  /// It is not kept.
  ///
  /// @param message one sentence for a developer to read
  record Refused(ErrorCode code, String message) implements PublishOutcome {}

  /// It in a word.
  default String word() {
    return this instanceof Refused(ErrorCode code, _) ? code.word() : "published";
  }

  /// Whether the server could not do it, for no fault of the publisher.
  default boolean failed() {
    return this instanceof Refused(ErrorCode code, _) && code == ErrorCode.UNAVAILABLE;
  }
}
