package dev.belfry.server.inbox.view;

/// Items that a user is done with and that came before a time are not listed any more. Nothing is
/// taken from them: who names one by its id still reaches it, so a mark can be undone.
///
/// @param readBeforeMicros for what is read, microseconds since 1970; [Long#MIN_VALUE] for never
/// @param archivedBeforeMicros for what is archived
public record AgeLimits(long readBeforeMicros, long archivedBeforeMicros) {
  public static final AgeLimits NONE = new AgeLimits(Long.MIN_VALUE, Long.MIN_VALUE);
}
