package dev.belfry.server.simulation;

/// The promises of the server, each named by what a client or a store shows where it is broken. A
/// `Fault` names the one that it must break.
enum Breach {
  // ---- messages

  /// A message of a channel that keeps all never came, or is kept no more.
  LOST,

  /// Messages were missed, and no gap was told.
  SILENT_GAP,

  /// A gap was told that is none, is another one, or has another size.
  WRONG_GAP,

  /// A message came to a client again.
  TWICE,

  /// A client that resumed was given an earlier place than it asked for.
  RESUMED_TOO_EARLY,

  /// The messages of one session are kept in another order than it sent them.
  OUT_OF_ORDER,

  /// A message came, or is kept, with another text.
  OTHER_TEXT,

  /// A message came that was never kept.
  NEVER_KEPT,

  // ---- stores

  /// What was published once is kept as two messages.
  KEPT_TWICE,

  /// One offset stood for two messages, or is about to.
  OFFSET_USED_TWICE,

  /// A store has another epoch than it should.
  WRONG_EPOCH,

  // ---- answers

  /// A command or a publish was never answered.
  UNANSWERED,

  /// It was answered more than once.
  ANSWERED_TWICE,

  /// It was refused, or a client was closed, though nothing was wrong.
  REFUSED,

  /// An answer says what is not so.
  WRONG_REPLY,

  /// Lines that no client can make sense of there.
  WRONG_WORDS,

  // ---- identity

  /// A client heard of a channel that it had not been allowed to hear for longer than a second.
  FORBIDDEN_HEARD,

  // ---- scheduled messages

  /// What was scheduled never appeared, or is in no store any more.
  FORGOTTEN,

  /// It appeared before its time.
  TOO_EARLY,

  /// It appeared though it was cancelled.
  CANCELLED_APPEARED,

  /// It is still to appear, though it has or was cancelled.
  STILL_SCHEDULED,

  // ---- presence

  /// A watcher is told of somebody who is gone.
  GHOST,

  /// A watcher is not told of somebody who is there.
  ABSENT,

  /// A watcher was told that somebody came who was there, or left who was not.
  PRESENT_TWICE,

  /// A watcher was never told who is there, or of a change before that.
  UNTOLD,

  /// Another number of users or of their connections is told than there are.
  WRONG_COUNT,

  // ---- handlers of an embedding program

  /// A handler was called for a client while its last call for that client went on.
  CALLS_OVERLAP,

  /// A handler was called in another order than the client sent, opened and closed.
  CALLS_OUT_OF_ORDER,

  /// A handler never heard of a text, of a client or of its end, or the client not of its answer.
  CALL_LOST,

  /// A client whose handler threw is still there.
  NOT_CLOSED,

  // ---- bounds and progress

  /// The server stopped to read a socket, and never did again.
  NOT_READ_AGAIN,

  /// What clients sent is taken and answered, and is counted still.
  INCOMING_HELD,

  /// More waited for a client than may.
  TOO_MUCH_WAITS,

  /// Clients that read are never served in full.
  NEVER_AT_REST,

  /// A recurring task threw.
  FAILED_TASK
}
