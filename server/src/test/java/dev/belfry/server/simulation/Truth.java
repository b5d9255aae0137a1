package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscriber;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Unavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was really kept, of all channels in all epochs, as the stores answered it.
final class Truth {
  private final Map<Place, NavigableMap<Long, Draft>> kept = new HashMap<>();
  private final Map<String, List<Answered>> keyed = new HashMap<>();
  private final Map<String, Long> lastOfSender = new HashMap<>();
  private long latestMillis;

  private record Place(String channel, String epoch) {}

  private record Answered(Draft draft, AppendOutcome outcome) {}

  /// The wall clock shows this; what expires by then may be a hole.
  void shows(long wallMillis) {
    latestMillis = Math.max(latestMillis, wallMillis);
  }

  /// A store keeps a message; said once for each position.
  void keeps(ChannelName channel, Position position, Draft draft) {
    Draft before = offsets(channel, position.epoch()).put(position.offset(), draft);
    Violation.unless(before == null, channel + ": " + position + " was used twice");
  }

  /// An append was answered.
  ///
  /// @param life of the store, which remembers keys for one
  void answers(ChannelName channel, String life, Draft draft, AppendOutcome outcome) {
    if (draft.idempotencyKey() != null) {
      String place = channel + " " + life + " " + draft.idempotencyKey();
      keyed.computeIfAbsent(place, _ -> new ArrayList<>()).add(new Answered(draft, outcome));
    }
    if (outcome instanceof AppendOutcome.Appended(var _, Position position, long _)) {
      Violation.unless(
          textAt(channel, position).equals(textOf(draft)),
          channel + ": " + position + " was acknowledged, but is not kept");
    }
  }

  private NavigableMap<Long, Draft> offsets(ChannelName channel, String epoch) {
    return kept.computeIfAbsent(new Place(channel.text(), epoch), _ -> new TreeMap<>());
  }

  static String textOf(Draft draft) {
    return new String(draft.data(), StandardCharsets.US_ASCII);
  }

  String textAt(ChannelName channel, Position position) {
    Draft draft = offsets(channel, position.epoch()).get(position.offset());
    Violation.unless(draft != null, channel + ": nothing was ever kept at " + position);
    return textOf(draft);
  }

  /// Fails where one may not be silent about a message after `from`, up to `to`.
  void onlyHoles(ChannelName channel, String epoch, long from, long to, Object session) {
    if (to <= from) {
      return;
    }
    NavigableMap<Long, Draft> all = offsets(channel, epoch);
    Object self = Channels.echoes(channel) ? null : session;
    for (var entry : all.subMap(from, false, to, true).entrySet()) {
      Violation.unless(
          isHole(all, entry.getKey(), entry.getValue(), self),
          "%s: %s-%d (%s) is missing between %d and %d"
              .formatted(channel, epoch, entry.getKey(), textOf(entry.getValue()), from, to));
    }
  }

  private boolean isHole(
      NavigableMap<Long, Draft> all, long offset, Draft draft, @Nullable Object session) {
    return draft.expiresAtMillis() <= latestMillis
        || (session instanceof Subscriber one
            && draft.origin() != null
            && draft.origin().equals(one.name()))
        || (draft.replaceKey() != null && replacedAfter(all, offset, draft.replaceKey()));
  }

  private static boolean replacedAfter(NavigableMap<Long, Draft> all, long offset, String key) {
    return all.tailMap(offset, false).values().stream()
        .anyMatch(later -> key.equals(later.replaceKey()));
  }

  /// What must hold once all is answered: one message for a key, one answer, and each session's
  /// order.
  void verify() {
    keyed.forEach(Truth::verifyKey);
    kept.forEach(this::verifyOrder);
  }

  private static void verifyKey(String key, List<Answered> answers) {
    Answered first = null;
    for (Answered answered : answers) {
      if (answered.outcome instanceof AppendOutcome.Appended) {
        Violation.unless(first == null, key + ": appended twice");
        first = answered;
      }
    }
    for (Answered answered : answers) {
      if (first == null) {
        return; // its answer went down with the server
      }
      boolean same = Arrays.equals(first.draft.data(), answered.draft.data());
      var kept = (AppendOutcome.Appended) first.outcome;
      switch (answered.outcome) {
        case AppendOutcome.Duplicate(var id, var position, long time) ->
            Violation.unless(
                same && kept.equals(new AppendOutcome.Appended(id, position, time)),
                key + ": another answer than the first");
        case AppendOutcome.Conflict() ->
            Violation.unless(!same, key + ": the same body is a conflict");
        case AppendOutcome.Appended _, Unavailable _ -> {}
      }
    }
  }

  private void verifyOrder(Place place, NavigableMap<Long, Draft> all) {
    lastOfSender.clear();
    all.forEach((offset, draft) -> {
      String[] words = textOf(draft).split("\\.");
      if (words[0].startsWith("session")) {
        Long before = lastOfSender.put(words[0], Long.parseLong(words[1]));
        Violation.unless(
            before == null || before < Long.parseLong(words[1]),
            place + ": " + offset + " is out of its session's order");
      }
    });
  }

  /// Whether the log had nothing yet up to an offset. A memory log without messages is forgotten,
  /// and the next begins further on.
  boolean emptyUpTo(ChannelName channel, String epoch, long offset) {
    return offsets(channel, epoch).headMap(offset, true).isEmpty();
  }

  /// The last offset kept; 0 where there is none.
  long head(ChannelName channel, String epoch) {
    NavigableMap<Long, Draft> all = offsets(channel, epoch);
    return all.isEmpty() ? 0 : all.lastKey();
  }
}
