package dev.belfry.client;

/// What came of taking a scheduled message back. No answer is an `IOException`.
public sealed interface CancelOutcome {

  /// It will not appear.
  record Cancelled() implements CancelOutcome {}

  /// No message with this id is to come: it has appeared, was cancelled before, or never was.
  record NotScheduled() implements CancelOutcome {}

  /// The server didn't do it.
  record Refused(Problem problem) implements CancelOutcome {}
}
