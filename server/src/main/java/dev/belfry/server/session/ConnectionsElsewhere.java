package dev.belfry.server.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What of the connections of users is to be told to other nodes, and asked of them. A new session
/// is let in by what is known here, since nobody waits for an engine; some seconds later the others
/// are asked, and it has to go where they have too many. That late, a node has written what ended
/// meanwhile, and one that died is not heard of any more: so a client that comes from there is not
/// taken for one too many. Used by every thread; what it keeps is bounded by the users that have
/// sessions here.
public final class ConnectionsElsewhere {
  /// How long after a session began the other nodes are asked.
  static final Duration ASKED_AFTER = Duration.ofMillis(2_500);

  /// A session that is older stays.
  private static final Duration ELIGIBLE = Duration.ofSeconds(12);

  /// How long sessions have to find out that they have to go: each looks once a second.
  private static final Duration LEAVING = Duration.ofSeconds(3);

  /// How long new sessions are refused at once, after some had to go.
  private static final Duration KNOWN = Duration.ofSeconds(10);

  /// Sessions that nobody was asked about yet.
  ///
  /// @param firstNanos when the first of them began
  /// @param lastNanos and the last
  private record Pending(long firstNanos, long lastNanos) {}

  /// So many of the sessions that began in a time have to go.
  private record Excess(int sessions, long afterNanos, long throughNanos, long untilNanos) {}

  private record Known(int connections, long untilNanos) {}

  private final int most;
  private final UserConnections here;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, Pending> pending = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Excess> excess = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

  /// Where the next part of all users begins that are told anew; the one who tells uses it.
  private Iterator<String> again = Set.<String>of().iterator();

  ConnectionsElsewhere(int most, UserConnections here) {
    this.most = most;
    this.here = here;
  }

  // ---- sessions

  void added(String user, long nowNanos) {
    changed.add(user);
    pending.merge(
        user,
        new Pending(nowNanos, nowNanos),
        (before, now) -> new Pending(before.firstNanos, now.lastNanos));
  }

  void removed(String user) {
    changed.add(user);
  }

  /// How many a user has elsewhere; 0 where nobody was asked of late.
  int known(String user, long nowNanos) {
    Known last = known.get(user);
    return last == null || nowNanos - last.untilNanos >= 0 ? 0 : last.connections;
  }

  boolean leaves(String user, long addedNanos, long nowNanos) {
    boolean[] leaves = {false};
    excess.computeIfPresent(
        user,
        (_, over) -> {
          if (nowNanos - over.untilNanos >= 0) {
            return null;
          }
          leaves[0] = addedNanos - over.afterNanos > 0 && addedNanos - over.throughNanos <= 0;
          return leaves[0] ? less(over) : over;
        });
    return leaves[0];
  }

  private static @Nullable Excess less(Excess over) {
    return over.sessions == 1
        ? null
        : new Excess(over.sessions - 1, over.afterNanos, over.throughNanos, over.untilNanos);
  }

  // ---- telling and asking: one thread at a time

  /// Takes out what has changed, so many users at most, with how many each has here now.
  public Map<String, Integer> takeChanged(int usersMax) {
    Map<String, Integer> counts = new HashMap<>();
    Iterator<String> users = changed.iterator();
    while (users.hasNext() && counts.size() < usersMax) {
      String user = users.next();
      users.remove();
      counts.put(user, here.count(user));
    }
    return counts;
  }

  /// What was taken out has not been told.
  public void putBack(Set<String> users) {
    changed.addAll(users);
  }

  /// All are to be told again: what was told may be lost.
  public void tellAll() {
    here.all().forEach(changed::add);
  }

  /// Some of all users are to be told again, in turn.
  public void tellSome(int users) {
    if (!again.hasNext()) {
      again = here.all().iterator();
    }
    for (int i = 0; i < users && again.hasNext(); i++) {
      changed.add(again.next());
    }
  }

  /// Users that others are to be asked about now.
  public Set<String> due(long nowNanos, int usersMax) {
    Set<String> users = new HashSet<>();
    for (Map.Entry<String, Pending> one : pending.entrySet()) {
      if (users.size() == usersMax) {
        break;
      }
      if (nowNanos - one.getValue().firstNanos >= ASKED_AFTER.toNanos()) {
        users.add(one.getKey());
      }
    }
    return users;
  }

  /// Others have been asked.
  ///
  /// @param elsewhere connections of the user at other nodes
  /// @param theyLeave whether another node that has new ones too sends them away first
  public void heard(String user, int elsewhere, boolean theyLeave, long nowNanos) {
    int over = here.count(user) + elsewhere - most;
    if (over > 0 && theyLeave) {
      return; // and is asked again
    }
    long asked = nowNanos - ASKED_AFTER.toNanos();
    if (over > 0) {
      long after = nowNanos - ELIGIBLE.toNanos();
      excess.put(user, new Excess(over, after, asked, nowNanos + LEAVING.toNanos()));
      known.put(user, new Known(elsewhere, nowNanos + KNOWN.toNanos()));
    }
    pending.computeIfPresent(
        user,
        (_, last) ->
            last.lastNanos - asked > 0 ? new Pending(last.lastNanos, last.lastNanos) : null);
  }

  /// Forgets what is over.
  public void sweep(long nowNanos) {
    excess.values().removeIf(over -> nowNanos - over.untilNanos >= 0);
    known.values().removeIf(last -> nowNanos - last.untilNanos >= 0);
    pending.keySet().removeIf(user -> here.count(user) == 0);
  }
}
