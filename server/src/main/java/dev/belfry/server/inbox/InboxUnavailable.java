package dev.belfry.server.inbox;

/// The store of the inboxes does not work now, or has too much to do; the same may succeed later.
public final class InboxUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message one sentence for a developer to read
  public InboxUnavailable(String message) {
    super(message);
  }
}
