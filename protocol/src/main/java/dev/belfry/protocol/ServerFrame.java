package dev.belfry.protocol;

/// One line from the server in the framed protocol.
public sealed interface ServerFrame permits ServerFrame.Answer, Push {
  /// The reply to the command with this id.
  record Answer(long id, Reply reply) implements ServerFrame {}
}
