package dev.belfry.server.auth.token;

import dev.belfry.server.auth.Principal;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Tokens that were verified, by the hash of their text. Used by every thread. Holds the newest and
/// those used since: when one half is full it becomes the old half, and what is not used again goes
/// with it.
final class VerifiedTokens {
  private final int halfMax;
  private volatile Halves halves = new Halves(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

  private record Halves(
      ConcurrentMap<String, Principal.User> young, ConcurrentMap<String, Principal.User> old) {}

  /// @param tokensMax how many it holds
  VerifiedTokens(int tokensMax) {
    this.halfMax = Math.max(1, tokensMax / 2);
  }

  Optional<Principal.User> get(String hash) {
    Halves now = halves;
    Principal.User user = now.young.get(hash);
    if (user == null) {
      user = now.old.get(hash);
      if (user != null) {
        put(hash, user);
      }
    }
    return Optional.ofNullable(user);
  }

  void put(String hash, Principal.User user) {
    Halves now = halves;
    if (now.young.size() >= halfMax) {
      now = new Halves(new ConcurrentHashMap<>(), now.young);
      halves = now; // two threads may do so at once: what the other one put is then verified again
    }
    now.young.put(hash, user);
  }

  void remove(String hash) {
    Halves now = halves;
    now.young.remove(hash);
    now.old.remove(hash);
  }

  int size() {
    Halves now = halves;
    return now.young.size() + now.old.size();
  }
}
