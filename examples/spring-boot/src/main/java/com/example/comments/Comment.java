package com.example.comments;

import java.time.Instant;
import java.util.UUID;

/// What a user has said.
///
/// @param user who; `name` is what others call them
record Comment(String id, String user, String name, String text, Instant time) {
  static Comment of(Person person, String text) {
    return new Comment(
        UUID.randomUUID().toString(), person.user(), person.name(), text, Instant.now());
  }
}
