package dev.belfry.protocol;

import java.util.Locale;
import java.util.Optional;

/// What becomes of items by a mark.
public enum MarkWord {
  SEEN("seen"),
  READ("read"),
  UNREAD("unread"),
  ARCHIVED("archive"),
  UNARCHIVED("unarchive"),
  DELETED("delete"),
  SNOOZED("snooze"),
  UNSNOOZED("unsnooze");

  private final String path;

  MarkWord(String path) {
    this.path = path;
  }

  /// The word as it stands in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The last part of the path of HTTP.
  public String path() {
    return path;
  }

  /// Whether all that a filter lets through can be marked so; the others are for named items.
  public boolean ofAll() {
    return this != SNOOZED && this != UNSNOOZED;
  }

  static Optional<MarkWord> of(String word) {
    for (MarkWord mark : values()) {
      if (mark.word().equals(word)) {
        return Optional.of(mark);
      }
    }
    return Optional.empty();
  }

  /// The mark that a path of HTTP ends with.
  public static Optional<MarkWord> ofPath(String path) {
    for (MarkWord mark : values()) {
      if (mark.path.equals(path)) {
        return Optional.of(mark);
      }
    }
    return Optional.empty();
  }
}
