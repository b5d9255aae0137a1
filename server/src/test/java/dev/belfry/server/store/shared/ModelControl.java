package dev.belfry.server.store.shared;

import dev.belfry.server.store.shared.ControlState.Disconnections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What the server of a model engine keeps for nodes beside messages.
final class ModelControl {
  private static final int PAGE = 2;

  private record Kept(long millis, long version) {}

  private final Map<String, Kept> users = new LinkedHashMap<>();
  private final Map<String, byte[]> agreed = new HashMap<>();
  private final Set<String> claimed = new HashSet<>();
  private int life = 1;
  private long version;

  /// Begins a new life, with nothing of the one before.
  void loseAll() {
    life++;
    version = 0;
    users.clear();
    agreed.clear();
    claimed.clear();
  }

  Disconnections disconnections(Disconnections before) {
    String name = "life" + life;
    long after = before.life().equals(name) ? before.version() : 0;
    Map<String, Long> page = new HashMap<>();
    long reached = after;
    for (Map.Entry<String, Kept> user : users.entrySet()) {
      if (user.getValue().version > after && page.size() < PAGE) {
        page.put(user.getKey(), user.getValue().millis);
        reached = user.getValue().version;
      }
    }
    return new Disconnections(name, reached, page, page.size() == PAGE);
  }

  boolean disconnect(Map<String, Long> notBefore) {
    notBefore.forEach((user, millis) -> {
      Kept before = users.remove(user);
      long later = before == null ? millis : Math.max(before.millis, millis);
      users.put(user, new Kept(later, ++version));
    });
    return true;
  }

  boolean claim(String id) {
    return claimed.add(id);
  }

  byte[] agree(String name, byte[] proposed) {
    return agreed.computeIfAbsent(name, _ -> proposed);
  }
}
