package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.store.shared.ChannelState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node says to all of its commits, as text: a line for itself, and one for each channel. It
/// has a version, since nodes of two releases run side by side.
///
/// @param node which node
/// @param life during which its groups are numbered
/// @param from the first group that is told of
/// @param to the last
/// @param states of the channels that have grown
record SignalText(
    String node, String life, long from, long to, Map<ChannelName, ChannelState> states) {
  private static final String VERSION = "1";

  /// The database takes texts of less than 8,000 bytes; all of it is ASCII.
  private static final int LENGTH_MAX = 7_900;

  /// In as many texts as it takes.
  List<String> write() {
    List<String> texts = new ArrayList<>();
    String head = String.join(" ", VERSION, node, life, String.valueOf(from), String.valueOf(to));
    StringBuilder text = new StringBuilder(head);
    for (Map.Entry<ChannelName, ChannelState> entry : states.entrySet()) {
      String line = line(entry.getKey(), entry.getValue());
      if (text.length() + line.length() > LENGTH_MAX) {
        texts.add(text.toString());
        text = new StringBuilder(head);
      }
      text.append(line);
    }
    texts.add(text.toString());
    return texts;
  }

  private String line(ChannelName channel, ChannelState state) {
    Epoch epoch = state.epoch();
    String previous = epoch.previous();
    return String.join(
        " ",
        "\n" + channel.text(),
        String.valueOf(state.head()),
        String.valueOf(state.trimmedThrough()),
        epoch.name().equals(life) ? "." : epoch.name(),
        String.valueOf(epoch.base()),
        previous == null ? "." : previous);
  }

  /// Reads a text; empty where it is of a version that is not known here.
  static Optional<SignalText> read(String text) {
    try {
      String[] lines = text.split("\n", -1);
      String[] head = lines[0].split(" ", -1);
      if (head.length != 5 || !head[0].equals(VERSION)) {
        return Optional.empty();
      }
      Map<ChannelName, ChannelState> states = new LinkedHashMap<>();
      for (int i = 1; i < lines.length; i++) {
        String[] words = lines[i].split(" ", -1);
        Epoch epoch =
            new Epoch(
                words[3].equals(".") ? head[2] : words[3],
                words[5].equals(".") ? null : words[5],
                Long.parseLong(words[4]));
        states.put(
            new ChannelName(words[0]),
            new ChannelState(epoch, Long.parseLong(words[2]), Long.parseLong(words[1])));
      }
      return Optional.of(
          new SignalText(
              head[1], head[2], Long.parseLong(head[3]), Long.parseLong(head[4]), states));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException otherForm) {
      return Optional.empty();
    }
  }
}
