package dev.belfry.server.edge.http.channel;

import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import java.util.function.BooleanSupplier;

/// Whether the server is about to stop: then no stream or WebSocket begins.
public record Stopping(BooleanSupplier stopping) {
  /// Passes a value on if what lasts may begin now.
  public <T> Checked<T> check(T value) {
    return stopping.getAsBoolean()
        ? Checked.bad(Problem.unavailable("the server is about to stop"))
        : Checked.good(value);
  }
}
