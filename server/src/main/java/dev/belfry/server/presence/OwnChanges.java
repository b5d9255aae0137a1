package dev.belfry.server.presence;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.presence.shared.MemberRow;
import dev.belfry.server.presence.shared.OwnMembers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Which members have changed since other nodes were last told, by name only: what is told is how
/// they are then, however often they changed. Users who have left are remembered up to a number;
/// beyond it all is told anew. Owned by the loop of the members.
final class OwnChanges {
  private static final int GONE_MAX = 20_000;

  /// What an entry costs on its way beside its texts.
  private static final int ENTRY_BYTES = 64;

  private record Key(ChannelName channel, String user) {}

  private final BiFunction<ChannelName, String, @Nullable Present> find;
  private final Runnable begun;
  private final Set<Key> changed = new LinkedHashSet<>();
  private boolean lost;

  /// Whether the other side knows that there is something.
  private boolean told;

  /// @param find who is there now
  /// @param begun is run where something has changed after all was taken
  OwnChanges(BiFunction<ChannelName, String, @Nullable Present> find, Runnable begun) {
    this.find = find;
    this.begun = begun;
  }

  /// A user has come, has gone, or has other connections.
  ///
  /// @param users how many are there in all
  void add(ChannelName channel, String user, int users) {
    changed.add(new Key(channel, user));
    if (changed.size() > users + GONE_MAX) {
      changed.clear();
      lost = true;
    }
    tell();
  }

  private void tell() {
    if (!told) {
      told = true;
      begun.run();
    }
  }

  /// All is going to be told.
  void begin() {
    changed.clear();
    lost = false;
  }

  OwnMembers.Changes take(int entriesMax, int bytesMax) {
    told = false;
    if (lost) {
      return new OwnMembers.Changes(List.of(), false, true);
    }
    List<PresenceTable.Entry> entries = new ArrayList<>();
    int bytes = 0;
    Iterator<Key> keys = changed.iterator();
    while (keys.hasNext() && entries.size() < entriesMax && bytes < bytesMax) {
      Key key = keys.next();
      keys.remove();
      Present present = find.apply(key.channel, key.user);
      String row = present == null ? null : MemberRow.write(present.toMember());
      entries.add(new PresenceTable.Entry(key.channel, key.user, row));
      bytes += ENTRY_BYTES + key.user.length() + (row == null ? 0 : row.length());
    }
    return new OwnMembers.Changes(entries, !changed.isEmpty(), false);
  }
}
