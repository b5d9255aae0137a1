package dev.belfry.server.store.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.Preference;
import dev.belfry.server.inbox.view.FeedMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A user, with the user's own feed, as one transaction has it.
final class PersonRow {
  static final String COLUMNS = "p.number, p.name, p.rev, p.head, p.lost, p.at, p.own, p.prefs";

  /// Revisions of two users of one name, one of whom was erased, are never the same.
  private static final int REVISION_BITS = 24;

  final long number;
  final UserId user;
  private long changes;
  long head;
  long lost;
  long atMicros;
  FeedMarks own;
  Map<String, Preference> preferences;
  boolean dirty;
  boolean erased;

  private PersonRow(long number, UserId user, FeedMarks own, Map<String, Preference> preferences) {
    this.number = number;
    this.user = user;
    this.own = own;
    this.preferences = preferences;
  }

  static PersonRow read(ResultSet row) throws SQLException {
    byte[] marks = row.getBytes(7);
    PersonRow person =
        new PersonRow(
            row.getLong(1),
            new UserId(Bytes.text(row.getBytes(2))),
            marks == null ? FeedMarks.NONE : FeedMarks.decode(marks),
            preferences(row.getBytes(8)));
    person.changes = row.getLong(3);
    person.head = row.getLong(4);
    person.lost = row.getLong(5);
    person.atMicros = row.getLong(6);
    return person;
  }

  /// The number of the user's own feed.
  long feed() {
    return -number;
  }

  /// As it is told.
  long revision() {
    return (number << REVISION_BITS) + changes;
  }

  /// As it is kept.
  long changes() {
    return changes;
  }

  /// Something of it has changed: returns the revision after.
  long changed() {
    changes++;
    dirty = true;
    return revision();
  }

  /// The categories that the user does not want, whatever is to be done of it.
  Set<String> hidden() {
    return preferences.entrySet().stream()
        .filter(entry -> !entry.getValue().inbox())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  byte @Nullable [] encodedPreferences() {
    return preferences.isEmpty()
        ? null
        : Bytes.of(out -> {
          out.writeInt(preferences.size());
          for (Map.Entry<String, Preference> each : preferences.entrySet()) {
            Bytes.writeText(out, each.getKey());
            out.writeBoolean(each.getValue().inbox());
            out.writeBoolean(each.getValue().push());
          }
        });
  }

  private static Map<String, Preference> preferences(byte @Nullable [] bytes) {
    if (bytes == null) {
      return Map.of();
    }
    return Bytes.read(
        bytes,
        in -> {
          Map<String, Preference> all = new HashMap<>();
          for (int left = in.readInt(); left > 0; left--) {
            all.put(Bytes.readText(in), new Preference(in.readBoolean(), in.readBoolean()));
          }
          return Map.copyOf(all);
        });
  }

  byte @Nullable [] encodedOwn() {
    return own.equals(FeedMarks.NONE) ? null : own.encode();
  }
}
