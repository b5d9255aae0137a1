package dev.belfry.server.config;

/// A choice that is written otherwise than its name in small letters.
interface SettingWord {
  /// As it is written in the configuration.
  String word();
}
