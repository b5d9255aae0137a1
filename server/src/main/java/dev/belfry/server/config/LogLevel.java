package dev.belfry.server.config;

/// How grave a log line must be to be written.
public enum LogLevel {
  /// What went wrong and was not to be expected.
  ERROR,
  /// What an operator should look at.
  WARN,
  /// What happens rarely and is good to know.
  INFO,
  /// What is refused, and why.
  DEBUG,
  /// All there is.
  TRACE
}
