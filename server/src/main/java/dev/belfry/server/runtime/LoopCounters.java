package dev.belfry.server.runtime;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// What one loop counts. Owned by the loop, in plain fields: whoever wants to read them has the
/// loop take a copy, so that counting costs an addition and no loop waits for another.
@SuppressWarnings("EnumOrdinal") // places in an array, which nothing outlives
public final class LoopCounters {
  /// What is counted by a label, or two. Labels come from the program, never from a client.
  public enum Family {
    /// Connections now, by what is spoken and what carries it.
    CONNECTIONS,
    /// Requests and commands that were refused, by surface and code.
    REFUSALS,
    /// WebSockets and streams that the server ended, by close code.
    CLOSES,
    /// Credentials that were looked at, by kind and outcome.
    ADMISSIONS
  }

  /// One series of a family; the second label may be empty.
  public record Series(Family family, String first, String second) {}

  private final long[] counts = new long[Counted.values().length];
  private final Map<Series, Long> series = new HashMap<>();
  private final Map<Counted, LongSupplier> gauges = new EnumMap<>(Counted.class);

  public void add(Counted what, long more) {
    counts[what.ordinal()] += more;
  }

  public void add(Family family, String first, String second, long more) {
    series.merge(new Series(family, first, second), more, Long::sum);
  }

  /// The server ends a WebSocket or a stream.
  public void closed(int closeCode) {
    add(Family.CLOSES, Integer.toString(closeCode), "", 1);
  }

  /// What the loop has now is asked for when a copy is taken. To be called before the loop serves.
  public void gauge(Counted what, LongSupplier now) {
    gauges.put(what, now);
  }

  /// A copy, to be taken on the loop.
  public LoopFigures copy() {
    gauges.forEach((what, now) -> counts[what.ordinal()] = now.getAsLong());
    Map<Counted, Long> copied = new EnumMap<>(Counted.class);
    for (Counted what : Counted.values()) {
      copied.put(what, counts[what.ordinal()]);
    }
    return new LoopFigures(copied, series);
  }
}
