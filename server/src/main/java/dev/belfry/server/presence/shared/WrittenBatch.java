package dev.belfry.server.presence.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.PresenceTable;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A node has written a batch: what it tells the others, as the text of a hint.
///
/// @param all whether it may be about any channel, since there was no room to name all
record WrittenBatch(long edition, long batch, Set<ChannelName> channels, boolean all) {
  private static final String ALL = "*";

  static WrittenBatch of(long edition, long batch, Collection<PresenceTable.Entry> entries) {
    Set<ChannelName> channels = new LinkedHashSet<>();
    int length = 0;
    for (PresenceTable.Entry entry : entries) {
      String name = entry.channel().text();
      if (channels.add(entry.channel())) {
        length += name.length() + 1;
      }
      if (length > NodeTable.BYTES_MAX / 4 || name.indexOf(' ') >= 0) {
        return new WrittenBatch(edition, batch, Set.of(), true);
      }
    }
    return new WrittenBatch(edition, batch, channels, false);
  }

  String write() {
    StringBuilder text = new StringBuilder().append(edition).append(' ').append(batch);
    channels.forEach(channel -> text.append(' ').append(channel.text()));
    return all ? text.append(' ').append(ALL).toString() : text.toString();
  }

  /// Reads a text; empty where it is of a form that is not known here.
  static Optional<WrittenBatch> read(String text) {
    try {
      List<String> words = List.of(text.split(" "));
      Set<ChannelName> channels = new HashSet<>();
      words.stream().skip(2).forEach(word -> channels.add(new ChannelName(word)));
      boolean all = words.contains(ALL);
      return Optional.of(
          new WrittenBatch(
              Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), channels, all));
    } catch (NumberFormatException | IndexOutOfBoundsException otherForm) {
      return Optional.empty();
    }
  }
}
