package dev.belfry.server.edge.http.site;

import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Whether a publish would reach its subscribers now.
@FunctionalInterface
public interface Readiness {
  /// Calls `then` once, on `loop`, perhaps before this returns.
  void check(Loop loop, Consumer<Boolean> then);
}
