package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What changed in the state of one user.
public sealed interface InboxChange {
  /// Something new stands in the user's own feed.
  record Added(Item item, Optional<Ulid> replaces) implements InboxChange {}

  /// The user has marked items.
  record Marked(List<Ulid> ids, Mark.Kind kind) implements InboxChange {
    public Marked {
      ids = List.copyOf(ids);
    }
  }

  /// The user has marked all that a filter lets through.
  record MarkedAll(Mark.Target.All target, Mark.Kind kind) implements InboxChange {}

  /// Items are gone: retracted, expired, snoozed.
  record Removed(List<Ulid> ids) implements InboxChange {
    public Removed {
      ids = List.copyOf(ids);
    }
  }

  /// A feed came into the inbox.
  record Followed(ChannelName feed) implements InboxChange {}

  /// A feed left it, with its items.
  record Unfollowed(ChannelName feed) implements InboxChange {}

  /// Preferences were set.
  record Preferred(Map<String, Preference> changed) implements InboxChange {
    public Preferred {
      changed = Map.copyOf(changed);
    }
  }
}
