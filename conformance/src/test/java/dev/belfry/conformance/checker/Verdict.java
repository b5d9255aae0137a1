package dev.belfry.conformance.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// What a recording proves. It holds if there is one order of the channel's messages such that it
/// keeps each publisher's own order, puts a message that was acknowledged before another was sent
/// before that one, has every acknowledged message exactly once, and every subscriber saw exactly
/// that order from its beginning to the end, but for what an explicit gap covers.
///
/// @param problems each in a sentence; none if it holds
public record Verdict(List<String> problems) {

  /// Whether gaps may occur at all: not where the channel keeps more than was published.
  public enum Gaps {
    ALLOWED,
    /// Only where a subscriber's place is of an epoch that the server does not know any more: then
    /// it is told so, and gets all that is kept.
    OF_EPOCHS,
    FORBIDDEN
  }

  public static Verdict of(Recording recording, Gaps gaps) {
    var judge = new Judge(recording);
    judge.findOrder();
    judge.checkPublishers(gaps);
    judge.checkAcknowledgedBeforeSent();
    recording.stories().forEach(story -> judge.follow(story, gaps));
    return new Verdict(List.copyOf(judge.problems));
  }

  boolean holds() {
    return problems.isEmpty();
  }

  /// Works it out for one recording.
  private static final class Judge {
    private final Recording recording;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Sent> sent = new HashMap<>();

    /// The one order: what stands where, by all that anyone was told.
    private final NavigableMap<Place, String> order = new TreeMap<>();

    private final Map<String, Place> places = new HashMap<>();

    Judge(Recording recording) {
      this.recording = recording;
    }

    private void problem(String what) {
      problems.add(recording.channel() + ": " + what);
    }

    void findOrder() {
      for (Sent message : recording.sent()) {
        sent.put(message.content(), message);
        if (message.outcome() instanceof Sent.Outcome.Kept(Place place, long _)) {
          stands(message.content(), place, message.publisher());
        }
      }
      for (Story story : recording.stories()) {
        for (Sighting sighting : story.sightings()) {
          if (sighting instanceof Sighting.Message(String content, Place place) && place != null) {
            stands(content, place, story.subscriber());
          }
        }
      }
    }

    private void stands(String content, Place place, String witness) {
      String other = order.putIfAbsent(place, content);
      if (other != null && !other.equals(content)) {
        problem(
            "%s was told that %s is %s, others that it is %s"
                .formatted(witness, place, content, other));
      }
      Place elsewhere = places.putIfAbsent(content, place);
      if (elsewhere != null && elsewhere.compareTo(place) != 0) {
        problem("%s stands twice, at %s and %s".formatted(content, elsewhere, place));
      }
    }

    void checkPublishers(Gaps gaps) {
      Map<String, Sent> last = new HashMap<>();
      for (String content : order.values()) {
        Sent message = sent.get(content);
        if (message == null) {
          problem("%s was never sent".formatted(content));
          continue;
        }
        Sent before = last.put(message.publisher(), message);
        if (before != null && before.sequence() > message.sequence()) {
          problem(
              "%s stands before %s, but was sent after it".formatted(before.content(), content));
        }
      }
      for (Sent message : recording.sent()) {
        boolean acknowledged =
            switch (message.outcome()) {
              case Sent.Outcome.Kept _ -> true;
              case Sent.Outcome.Echoed _ -> gaps != Gaps.ALLOWED; // else all may have missed it
              case Sent.Outcome.Unknown _ -> false;
            };
        if (acknowledged && !places.containsKey(message.content())) {
          problem("%s was acknowledged, but stands nowhere".formatted(message.content()));
        }
      }
    }

    /// A message that was acknowledged before another was sent stands before it.
    void checkAcknowledgedBeforeSent() {
      long earliestAnswer = Long.MAX_VALUE;
      String answered = "";
      for (String content : order.descendingMap().values()) {
        Sent message = sent.get(content);
        if (message == null) {
          continue;
        }
        if (message.sentNanos() > earliestAnswer) {
          problem(
              "%s was acknowledged before %s was sent, but is after it"
                  .formatted(answered, content));
        }
        if (message.outcome() instanceof Sent.Outcome.Kept(Place _, long at)
            && at < earliestAnswer) {
          earliestAnswer = at;
          answered = content;
        }
      }
    }

    void follow(Story story, Gaps gaps) {
      Place cursor = story.begin();
      Set<String> unplaced = new HashSet<>();
      for (Sighting sighting : story.sightings()) {
        switch (sighting) {
          case Sighting.Message(String content, Place told) -> {
            Place place = told != null ? told : places.get(content);
            if (place == null) {
              checkUnplaced(story, content, unplaced);
            } else {
              cursor = moveTo(story, cursor, content, place);
            }
          }
          case Sighting.Gap gap -> cursor = jump(story, cursor, gap, gaps);
          case Sighting.Resumed(Place from) -> {
            if (from.compareTo(cursor) > 0) {
              problem(
                  "%s resumed from %s, but was at %s".formatted(story.subscriber(), from, cursor));
            }
            cursor = from;
            unplaced.clear();
          }
        }
      }
      checkSkipped(story, cursor, recording.end(), true);
    }

    private void checkUnplaced(Story story, String content, Set<String> seen) {
      if (!sent.containsKey(content)) {
        problem("%s saw %s, which was never sent".formatted(story.subscriber(), content));
      } else if (!seen.add(content)) {
        problem("%s saw %s twice".formatted(story.subscriber(), content));
      }
    }

    private Place moveTo(Story story, Place cursor, String content, Place place) {
      if (place.compareTo(cursor) <= 0) {
        problem(
            "%s was at %s, then saw %s at %s"
                .formatted(story.subscriber(), cursor, content, place));
        return cursor;
      }
      checkSkipped(story, cursor, place, false);
      return place;
    }

    private Place jump(Story story, Place cursor, Sighting.Gap gap, Gaps gaps) {
      Place resume = gap.resume();
      boolean begins = gaps == Gaps.OF_EPOCHS && !resume.epoch().equals(cursor.epoch());
      if (gaps != Gaps.ALLOWED && !begins) {
        problem("%s was told of a gap from %s to %s".formatted(story.subscriber(), cursor, resume));
      }
      if (resume.compareTo(cursor) < 0 && !begins) {
        problem(
            "%s was at %s; a gap sent it back to %s".formatted(story.subscriber(), cursor, resume));
        return cursor;
      }
      int covered = begins ? 0 : order.subMap(cursor, false, resume, true).size();
      Long missed = gap.missed();
      if (missed != null && missed < covered) {
        problem(
            "%s was told of %d missed from %s to %s, but %d are"
                .formatted(story.subscriber(), missed, cursor, resume, covered));
      }
      return resume;
    }

    private void checkSkipped(Story story, Place from, Place to, boolean lastToo) {
      if (from.compareTo(to) < 0) {
        var skipped = order.subMap(from, false, to, lastToo);
        if (!skipped.isEmpty()) {
          problem(
              "%s never saw %d messages from %s on: %s"
                  .formatted(story.subscriber(), skipped.size(), from, skipped.firstEntry()));
        }
      }
    }
  }
}
