package dev.belfry.server.inbox;

/// How far a notification has come.
///
/// @param author who asked for it, as in [NotifyRequest]
/// @param atMillis when it appeared or will, milliseconds since 1970
/// @param recipients to how many users it went
/// @param seen how many have seen it, of those whose inbox still has it
/// @param read how many have read it, of those
public record NotificationStatus(
    String author, State state, long atMillis, long recipients, long seen, long read) {
  /// Where it is.
  public enum State {
    SCHEDULED,
    DELIVERED,
    RETRACTED
  }
}
