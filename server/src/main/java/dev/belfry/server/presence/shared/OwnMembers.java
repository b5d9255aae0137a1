package dev.belfry.server.presence.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.runtime.Loop;
import java.util.List;

/// The members of some channels on this node. All but the loop is asked on the loop, which owns
/// them.
public interface OwnMembers {
  Loop loop();

  /// What has changed.
  ///
  /// @param entries as they are now
  /// @param more whether there is more
  /// @param lost whether it is not known any more which users have left: all is to be told anew
  record Changes(List<PresenceTable.Entry> entries, boolean more, boolean lost) {}

  /// Takes out what has changed and was not taken yet, some of it: at least one entry where there
  /// is one.
  Changes take(int entriesMax, int bytesMax);

  /// All members count as changed.
  void restate();

  /// Those of one channel do.
  void restate(ChannelName channel);

  /// The channels with members.
  List<ChannelName> channels();

  /// Who is present on other nodes, in a channel that is watched or was a moment ago.
  void elsewhere(ChannelName channel, Elsewhere others);
}
