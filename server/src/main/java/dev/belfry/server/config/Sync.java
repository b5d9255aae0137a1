package dev.belfry.server.config;

/// What an acknowledged publish survives.
public enum Sync {
  /// Loss of power: the disk has it.
  FULL,
  /// The end of the process, but not of the machine: the operating system has it.
  OS
}
