package dev.belfry.server.config;

/// How log lines are written.
public enum LogFormat {
  /// For people.
  TEXT,
  /// An object in each line, for programs.
  JSON
}
