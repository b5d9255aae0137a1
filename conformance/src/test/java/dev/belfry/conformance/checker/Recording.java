package dev.belfry.conformance.checker;

import java.util.List;

/// All that was recorded of one channel.
///
/// @param end the place of the last message, which was published when all publishers had finished
record Recording(String channel, List<Sent> sent, List<Story> stories, Place end) {

  /// What happened, in a line.
  String summary() {
    long seen = count(Sighting.Message.class);
    return "%s: %d sent, %d seen by %d subscribers who resumed %d times and were told of %d gaps"
        .formatted(
            channel,
            sent.size(),
            seen,
            stories.size(),
            count(Sighting.Resumed.class),
            count(Sighting.Gap.class));
  }

  /// How many sightings of one kind all subscribers noted.
  long count(Class<? extends Sighting> kind) {
    return stories.stream()
        .flatMap(story -> story.sightings().stream())
        .filter(kind::isInstance)
        .count();
  }
}
