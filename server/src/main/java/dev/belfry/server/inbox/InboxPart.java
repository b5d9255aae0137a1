package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxPlace;
import dev.belfry.protocol.InboxSelection;
import dev.belfry.protocol.ItemChange;
import dev.belfry.protocol.ItemFlags;
import java.util.List;

/// A part of what sessions are told.
sealed interface InboxPart {
  /// About what it costs to keep it.
  int bytes();

  /// Whether items may come by it into a page of a state, which a client then does not have: told
  /// of a mark it would know no more than a flag of them.
  boolean brings(ItemFilter.State shown);

  /// A line of its own.
  record Notification(String line) implements InboxPart {
    @Override
    public int bytes() {
      return 2 * line.length();
    }

    @Override
    public boolean brings(ItemFilter.State shown) {
      return false;
    }
  }

  /// A change in a line of the inbox.
  ///
  /// @param revision that it came with; [#SHARED] for what concerns a shared feed
  record Change(ItemChange change, long revision, int bytes) implements InboxPart {
    @Override
    public boolean brings(ItemFilter.State shown) {
      return switch (change) {
        case ItemChange.Marked(List<String> _, ItemFlags set) -> InboxPart.brings(shown, set);
        case ItemChange.MarkedAll(InboxSelection _, InboxPlace _, ItemFlags set) ->
            InboxPart.brings(shown, set);
        case ItemChange.Removed _, ItemChange.Unfollowed _, ItemChange.Preferred _ -> false;
      };
    }
  }

  /// The same of flags.
  static boolean brings(ItemFilter.State shown, ItemFlags set) {
    Boolean archived = set.archived();
    Boolean read = set.read();
    return switch (shown) {
      case ARCHIVED -> Boolean.TRUE.equals(archived);
      case READ -> Boolean.FALSE.equals(archived) || Boolean.TRUE.equals(read);
      case UNREAD -> Boolean.FALSE.equals(archived) || Boolean.FALSE.equals(read);
      case INBOX, UNSEEN -> Boolean.FALSE.equals(archived);
    };
  }

  long SHARED = -1;
}
