package dev.belfry.server.config;

import java.util.List;

/// Something written in a source, before anybody asked what it means.
sealed interface Entry {
  Origin origin();

  /// A text, number or word.
  ///
  /// @param absent whether nothing was written, as in `origins:` or `host: null`
  record Scalar(String text, boolean absent, Origin origin) implements Entry {}

  record Sequence(List<Entry> items, Origin origin) implements Entry {}

  record Mapping(List<Member> members, Origin origin) implements Entry {}

  /// One key of a mapping, with where the key stands.
  record Member(String key, Origin origin, Entry value) {}

  static Scalar text(String text, Origin origin) {
    return new Scalar(text, false, origin);
  }
}
