package dev.belfry.conformance.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was sent to one channel and what was answered, over all lives of its server. Shared by its
/// publishers.
final class Ledger {
  private final String channel;
  private final Map<String, Integer> sent = new HashMap<>();
  private final Map<String, String> positions = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long refused;

  Ledger(String channel) {
    this.channel = channel;
  }

  String channel() {
    return channel;
  }

  /// About to be sent, for the first time or again; each text names its publisher and number.
  synchronized void sent(String text) {
    sent.put(text, numberOf(text));
  }

  /// Answered with success.
  synchronized void acknowledged(String text, String position) {
    String before = positions.putIfAbsent(text, position);
    if (before != null && !before.equals(position)) {
      problem(name(text) + " was acknowledged at " + before + " and at " + position);
    }
  }

  /// Answered that it can't be kept now.
  synchronized void refused() {
    refused++;
  }

  synchronized void problem(String what) {
    problems.add(channel + ": " + what);
  }

  synchronized int acknowledgedCount() {
    return positions.size();
  }

  synchronized long refusedCount() {
    return refused;
  }

  /// What is wrong, each in a sentence, where the server now keeps this.
  synchronized List<String> problems(List<Kept> kept) {
    List<String> found = new ArrayList<>(problems);
    Map<String, String> places = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Map<String, Integer> last = new HashMap<>();
    long offset = 0;
    for (Kept message : kept) {
      String text = message.text();
      Integer number = sent.get(text);
      if (message.offset() <= offset) {
        found.add(channel + ": " + message.position() + " does not come after " + offset);
      }
      offset = message.offset();
      places.put(message.position(), text);
      if (!seen.add(text)) {
        found.add(channel + ": " + name(text) + " is there twice");
      } else if (number == null) {
        found.add(channel + ": " + name(text) + " was never sent");
      } else if (last.getOrDefault(publisherOf(text), 0) > number) {
        found.add(channel + ": " + name(text) + " stands after a later one of its publisher");
      } else {
        last.put(publisherOf(text), number);
      }
    }
    positions.forEach((text, position) -> {
      if (!text.equals(places.get(position))) {
        String where = seen.contains(text) ? " stands elsewhere" : " is gone";
        found.add(channel + ": " + name(text) + ", acknowledged at " + position + "," + where);
      }
    });
    return found;
  }

  /// A message's text: who sends it, the how-manieth it is of that one, and some padding.
  static String text(String publisher, int number, int paddingBytes) {
    return publisher + " " + number + " " + "x".repeat(paddingBytes);
  }

  private static String publisherOf(String text) {
    return text.split(" ", 3)[0];
  }

  private static int numberOf(String text) {
    return Integer.parseInt(text.split(" ", 3)[1]);
  }

  private static String name(String text) {
    String[] words = text.split(" ", 3);
    return words.length < 2 ? text : words[0] + " " + words[1];
  }
}
