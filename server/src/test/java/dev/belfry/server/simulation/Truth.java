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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was really kept, of all channels in all epochs, as the stores answered it.
final class Truth {
  private final Map<Place, NavigableMap<Long, Draft>> kept = new HashMap<>();
  private final Map<Place, Set<String>> texts = new HashMap<>();
  private final Map<String, List<Answered>> keyed = new HashMap<>();
  private final Map<String, Long> lastOfSender = new HashMap<>();
  private long latestMillis;

  private record Place(String channel, String epoch) {}

  private record Answered(Draft draft, AppendOutcome outcome) {}

  /// The wall clock shows this; what expires by then may be a hole.
  void shows(long wallMillis) {
    latestMillis = Math.max(latestMillis, wallMillis);
  }

  /// A store keeps a message; nobody publishes the same text twice.
  void keeps(ChannelName channel, Position position, Draft draft) {
    String text = textOf(draft.data());
    Draft before = offsets(channel, position.epoch()).putIfAbsent(position.offset(), draft);
    if (before == null) {
      Place place = new Place(channel.text(), position.epoch());
      boolean first = texts.computeIfAbsent(place, _ -> new HashSet<>()).add(text);
      Violation.unless(
          Breach.KEPT_TWICE, first, () -> channel + ": " + text + " is kept again at " + position);
    } else {
      Violation.unless(
          Breach.OFFSET_USED_TWICE,
          textOf(before.data()).equals(text),
          () -> channel + ": " + position + " was used twice");
    }
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
          Breach.OTHER_TEXT,
          textAt(channel, position).equals(textOf(draft.data())),
          () -> channel + ": " + position + " was acknowledged, but is not kept");
    }
  }

  private NavigableMap<Long, Draft> offsets(ChannelName channel, String epoch) {
    return kept.computeIfAbsent(new Place(channel.text(), epoch), _ -> new TreeMap<>());
  }

  /// What a message says: its text, or the JSON string's.
  static String textOf(byte[] data) {
    String text = new String(data, StandardCharsets.US_ASCII);
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  /// Whether a text was kept in a channel, in whatever epoch.
  boolean keeps(ChannelName channel, String text) {
    return texts.entrySet().stream()
        .anyMatch(entry ->
            entry.getKey().channel().equals(channel.text()) && entry.getValue().contains(text));
  }

  boolean knows(ChannelName channel, Position position) {
    return offsets(channel, position.epoch()).containsKey(position.offset());
  }

  String textAt(ChannelName channel, Position position) {
    Draft draft = offsets(channel, position.epoch()).get(position.offset());
    Violation.unless(
        Breach.NEVER_KEPT, draft != null, () -> channel + ": nothing was ever kept at " + position);
    return textOf(draft.data());
  }

  /// Fails where one may not be silent about a message after `from`, up to `to`.
  void onlyHoles(ChannelName channel, String epoch, long from, long to, Object session) {
    Breach breach = Channels.trims(channel) ? Breach.SILENT_GAP : Breach.LOST;
    onlyHoles(breach, channel, epoch, from, to, session);
  }

  /// @param breach what it is where there was a message
  void onlyHoles(
      Breach breach, ChannelName channel, String epoch, long from, long to, Object session) {
    if (to <= from) {
      return;
    }
    NavigableMap<Long, Draft> all = offsets(channel, epoch);
    Object self = Channels.echoes(channel) ? null : session;
    for (var entry : all.subMap(from, false, to, true).entrySet()) {
      Violation.unless(
          breach,
          isHole(all, entry.getKey(), entry.getValue(), self),
          () ->
              "%s: %s-%d (%s) is missing between %d and %d"
                  .formatted(
                      channel, epoch, entry.getKey(), textOf(entry.getValue().data()), from, to));
    }
  }

  private boolean isHole(
      NavigableMap<Long, Draft> all, long offset, Draft draft, @Nullable Object session) {
    return draft.expiresAtMillis() <= latestMillis
        || (session instanceof Subscriber one
            && draft.publisherSession() != null
            && draft.publisherSession().equals(one.sessionId()))
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

  /// All who were told that it is kept were told the same, and only another body is a conflict. The
  /// first answer may have gone down with the server.
  private static void verifyKey(String key, List<Answered> answers) {
    long appended =
        answers.stream().filter(each -> each.outcome instanceof AppendOutcome.Appended).count();
    Violation.unless(Breach.KEPT_TWICE, appended <= 1, key + ": appended twice");
    Answered first =
        answers.stream().filter(each -> keptBy(each.outcome) != null).findFirst().orElse(null);
    if (first == null) {
      return;
    }
    for (Answered answered : answers) {
      boolean same = Arrays.equals(first.draft.data(), answered.draft.data());
      AppendOutcome kept = keptBy(answered.outcome);
      if (answered.outcome instanceof AppendOutcome.Conflict) {
        Violation.unless(Breach.WRONG_REPLY, !same, key + ": the same body is a conflict");
      } else if (kept != null) {
        Violation.unless(
            Breach.WRONG_REPLY,
            same && kept.equals(keptBy(first.outcome)),
            key + ": another answer than the first");
      }
    }
  }

  private static @Nullable AppendOutcome keptBy(AppendOutcome outcome) {
    return switch (outcome) {
      case AppendOutcome.Appended kept -> kept;
      case AppendOutcome.Duplicate(var id, var position, long time) ->
          new AppendOutcome.Appended(id, position, time);
      case AppendOutcome.Conflict _, Unavailable _ -> null;
    };
  }

  private void verifyOrder(Place place, NavigableMap<Long, Draft> all) {
    lastOfSender.clear();
    all.forEach((offset, draft) -> {
      String[] words = textOf(draft.data()).split("\\.");
      if (words[0].equals("session")) {
        Long before = lastOfSender.put(words[1], Long.parseLong(words[2]));
        Violation.unless(
            Breach.OUT_OF_ORDER,
            before == null || before < Long.parseLong(words[2]),
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
