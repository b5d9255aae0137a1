package dev.belfry.server.config;

/// One thing that is wrong with the configuration.
///
/// @param key the key it is about; empty where it is about a whole file
/// @param origin where it was written
/// @param wrong what is wrong, the beginning of a sentence whose subject is the key's value
/// @param allowed what would be right
public record Problem(String key, Origin origin, String wrong, String allowed) {}
