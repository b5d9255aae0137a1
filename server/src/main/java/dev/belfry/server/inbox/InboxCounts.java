package dev.belfry.server.inbox;

/// How many items of an inbox are unread and unseen, archived ones left out.
///
/// @param unread at most [#MOST], which means that many or more
/// @param unseen likewise
public record InboxCounts(int unread, int unseen) {
  /// Where counting ends.
  public static final int MOST = 100;

  public static final InboxCounts NONE = new InboxCounts(0, 0);
}
