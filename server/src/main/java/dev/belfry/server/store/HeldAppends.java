package dev.belfry.server.store;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The appends of one channel that wait until the loops that deliver have read on, in order.
/// Bounded by what each session may have unanswered. The log's owner alone uses it, but for
/// `holding`.
///
/// @param <A> an append as the store has it
public final class HeldAppends<A> {
  /// Null while nothing waits, as in almost all channels.
  private @Nullable ArrayDeque<A> waiting;

  private volatile boolean holding;

  /// Adds an append behind those that wait. A loop may have read on before it could see that
  /// something waits for it, so the owner looks after this whether the first may go ahead.
  public void add(A append) {
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(append);
    holding = true;
  }

  /// The append that has waited longest; null where none does.
  public @Nullable A first() {
    return waiting == null ? null : waiting.peek();
  }

  /// Takes out the append that has waited longest; null where none does.
  public @Nullable A removeFirst() {
    if (waiting == null) {
      return null;
    }
    A first = waiting.remove();
    if (waiting.isEmpty()) {
      waiting = null;
      holding = false;
    }
    return first;
  }

  public boolean none() {
    return waiting == null;
  }

  /// Whether something waits, as any loop sees it: one that reads on after an append was added sees
  /// that it was.
  public boolean holding() {
    return holding;
  }
}
