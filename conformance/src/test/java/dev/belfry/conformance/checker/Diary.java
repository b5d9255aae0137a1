package dev.belfry.conformance.checker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one subscriber notes of one channel.
final class Diary {
  private final Board board;
  private final String subscriber;
  private final List<Sighting> sightings = new ArrayList<>();
  private @Nullable Place begin;
  private @Nullable Place last;
  private boolean ended;

  Diary(Board board, String subscriber) {
    this.board = board;
    this.subscriber = subscriber;
  }

  /// It listens from here on, whether for the first time or again.
  void listensFrom(Place place) {
    if (begin == null) {
      begin = place;
    } else {
      sightings.add(new Sighting.Resumed(place));
    }
    last = place;
  }

  /// Returns whether it is known where the message stands.
  boolean message(String text, @Nullable Place place) {
    String content = Whim.contentOf(text);
    sightings.add(new Sighting.Message(content, place));
    Place known = place != null ? place : board.placeOf(content).orElse(null);
    last = known != null ? known : last;
    ended |= content.equals(Board.END);
    return known != null;
  }

  /// A gap as the server writes it: `{"missed","position"}`, `missed` null where it is not known.
  void gap(JsonNode gap) {
    JsonNode missed = gap.get("missed");
    gap(missed.isNull() ? null : missed.asLong(), Place.parse(gap.get("position").asString()));
  }

  private void gap(@Nullable Long missed, Place resume) {
    sightings.add(new Sighting.Gap(missed, resume));
    last = resume;
  }

  /// The last place that it is sure to have reached; null before it has begun.
  @Nullable Place last() {
    return last;
  }

  boolean ended() {
    return ended;
  }

  Board board() {
    return board;
  }

  /// Puts it on the board.
  void close() {
    if (begin != null) {
      board.told(new Story(subscriber, begin, List.copyOf(sightings)));
    }
  }
}
