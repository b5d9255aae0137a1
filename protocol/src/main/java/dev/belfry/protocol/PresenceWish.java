package dev.belfry.protocol;

/// What a subscriber wants to hear of those who are present.
public enum PresenceWish {
  /// Nothing.
  NONE,
  /// Who is there, and who comes and goes: `true` in JSON.
  MEMBERS,
  /// How many are there: `"count"` in JSON.
  COUNT
}
