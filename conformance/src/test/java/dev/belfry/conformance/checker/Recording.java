package dev.belfry.conformance.checker;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All that was recorded of one channel.
///
/// @param end the place of the last message, which was published when all publishers had finished
public record Recording(String channel, List<Sent> sent, List<Story> stories, Place end) {

  /// What happened, in a line.
  public String summary() {
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

  /// The epochs of what publishers were answered.
  public Set<String> epochs() {
    return sent.stream()
        .map(Sent::outcome)
        .flatMap(outcome ->
            outcome instanceof Sent.Outcome.Kept kept ? Stream.of(kept.place()) : Stream.empty())
        .map(Place::epoch)
        .collect(Collectors.toSet());
  }

  /// How many publishes were answered with success.
  public long acknowledged() {
    return sent.stream().filter(each -> each.outcome() instanceof Sent.Outcome.Kept).count();
  }

  /// How many sightings of one kind all subscribers noted.
  long count(Class<? extends Sighting> kind) {
    return stories.stream()
        .flatMap(story -> story.sightings().stream())
        .filter(kind::isInstance)
        .count();
  }
}
