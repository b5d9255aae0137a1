package dev.belfry.server.store.shared;

import dev.belfry.server.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Appends on their way to the owner of the logs. What one loop asks for in one turn, such as all
/// messages of a client that it has just read, goes there together: an engine takes it as a group,
/// and listeners get it in one write. Each loop adds its own.
final class Departures {
  private final Loop owner;
  private final Consumer<List<PendingAppend>> arrive;

  /// Of each loop what it has asked for in this turn, which it alone uses; mostly none.
  private final Map<Loop, List<PendingAppend>> ofTurns = new ConcurrentHashMap<>();

  /// @param arrive takes those of a turn, on the owner's loop
  Departures(Loop owner, Consumer<List<PendingAppend>> arrive) {
    this.owner = owner;
    this.arrive = arrive;
  }

  /// They arrive in the order of a loop's calls.
  void add(PendingAppend append) {
    Loop caller = append.caller();
    if (!caller.inLoop()) {
      owner.execute(() -> arrive.accept(List.of(append)));
      return;
    }
    List<PendingAppend> others = ofTurns.get(caller);
    if (others == null) {
      ofTurns.put(caller, new ArrayList<>(List.of(append)));
      caller.execute(() -> flush(caller));
    } else {
      others.add(append);
    }
  }

  /// What the loop does next must not overtake what it has asked for before.
  void flush(Loop caller) {
    if (ofTurns.isEmpty() || !caller.inLoop()) {
      return;
    }
    List<PendingAppend> all = ofTurns.remove(caller);
    if (all != null) {
      owner.execute(() -> arrive.accept(all));
    }
  }
}
