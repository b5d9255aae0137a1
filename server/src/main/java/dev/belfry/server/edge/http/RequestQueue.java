package dev.belfry.server.edge.http;

import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What was decoded behind the request that is being answered: at most what one read brought. It is
/// taken one after another, as the answers go out.
final class RequestQueue {
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(1);
  private boolean taking;

  void add(Object message) {
    waiting.add(message);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Whether messages are being taken, further up the stack.
  boolean taking() {
    return taking;
  }

  /// Takes messages as long as it may. One after another, not one within another: an answer may be
  /// there at once.
  void take(BooleanSupplier mayTake, Consumer<Object> taker) {
    if (taking) {
      return;
    }
    taking = true;
    try {
      while (!waiting.isEmpty() && mayTake.getAsBoolean()) {
        taker.accept(waiting.remove());
      }
    } finally {
      taking = false;
    }
  }

  /// Drops everything.
  void clear() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
