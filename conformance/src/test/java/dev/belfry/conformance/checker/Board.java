package dev.belfry.conformance.checker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What publishers and subscribers of one channel write down while they run. Any thread.
final class Board {
  /// The content of the last message, which ends every subscriber's story.
  static final String END = "end";

  private final String channel;
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Story> stories = new ConcurrentLinkedQueue<>();
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  Board(String channel) {
    this.channel = channel;
  }

  /// The path of the channel.
  String path() {
    return "/notifications/" + channel;
  }

  String channel() {
    return channel;
  }

  void sent(Sent message) {
    sent.add(message);
    if (message.outcome() instanceof Sent.Outcome.Kept(Place place, long _)) {
      places.put(message.content(), place);
    }
  }

  /// Where a message stands, as far as a publisher was told.
  Optional<Place> placeOf(String content) {
    return Optional.ofNullable(places.get(content));
  }

  void told(Story story) {
    stories.add(story);
  }

  Recording recording() {
    Place end = placeOf(END).orElseThrow();
    return new Recording(channel, List.copyOf(sent), List.copyOf(stories), end);
  }
}
