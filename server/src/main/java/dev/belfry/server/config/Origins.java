package dev.belfry.server.config;

import java.util.Map;

/// Where each value of a configuration came from.
///
/// @param byKey the key as in `limits.message` or `channels[0].history.age`
public record Origins(Map<String, Origin> byKey) {
  public Origins {
    byKey = Map.copyOf(byKey);
  }

  /// The origin of a key; the default for what nobody wrote.
  public Origin of(String key) {
    return byKey.getOrDefault(key, Origin.DEFAULT);
  }
}
