package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that one client has heard of its channels, through all its connections.
final class Heard {
  private static final int SHOWN = 30;

  private final Map<ChannelName, List<Told>> stories = new HashMap<>();
  private final Map<ChannelName, Position> positions = new HashMap<>();

  /// @param position where it stands in the channel now
  void told(ChannelName channel, Told told, Position position) {
    stories.computeIfAbsent(channel, _ -> new ArrayList<>()).add(told);
    positions.put(channel, position);
  }

  /// From where the client would resume; null where it has heard nothing.
  @Nullable Position position(ChannelName channel) {
    return positions.get(channel);
  }

  /// Holds it against what is true.
  ///
  /// @param epochs where the channels are now; empty where it may not have heard all there is
  void verify(
      Truth truth, List<ChannelName> channels, @Nullable Function<ChannelName, String> epochs) {
    for (ChannelName channel : channels) {
      List<Told> story = stories.getOrDefault(channel, List.of());
      Verdict verdict = new Verdict(truth, channel, Channels.trims(channel));
      try {
        verdict.judge(story);
        if (epochs != null) {
          verdict.caughtUp(epochs.apply(channel));
        }
      } catch (Violation violation) {
        String shown =
            story.subList(Math.max(0, story.size() - SHOWN), story.size()).stream()
                .map(told -> "\n  " + told)
                .collect(Collectors.joining());
        throw violation.within("", "; it heard" + shown);
      }
    }
  }
}
