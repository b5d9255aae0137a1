package dev.belfry.server.inbox;

/// Inboxes that a test uses, with a clock of its own.
public interface InboxFixture extends AutoCloseable {
  /// The inboxes, of one node or another.
  Inboxes inboxes();

  /// What is due is done when this returns.
  void settle();

  /// Whether each notification has a larger id than the one before, also at the same time.
  default boolean idsRise() {
    return true;
  }

  /// The server ends and begins again, where what it keeps outlives it.
  default void restart() {}

  @Override
  void close();
}
