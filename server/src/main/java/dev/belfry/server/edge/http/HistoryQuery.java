package dev.belfry.server.edge.http;

import dev.belfry.protocol.Position;
import java.time.Duration;
import java.util.Optional;

/// Which page of a channel's history is wanted.
///
/// @param limit messages, 1 to 1,000
/// @param waitAtMost for the next message where there is none; zero for not at all
record HistoryQuery(Range range, int limit, Duration waitAtMost) {
  static final int LIMIT_MAX = 1000;
  static final int LIMIT_DEFAULT = 100;
  static final int WAIT_SECONDS_MAX = 60;

  /// Which end of what part.
  sealed interface Range {
    /// The oldest messages after a position.
    record After(Position position) implements Range {}

    /// The newest messages before a position.
    record Before(Position position) implements Range {}

    /// The newest of all; with `wait`, the next to come.
    record Newest() implements Range {}
  }

  static Checked<HistoryQuery> read(Query query) {
    Checked<Range> range = range(query);
    Checked<Integer> limit = number(query, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    Checked<Integer> wait = number(query, "wait", 0, WAIT_SECONDS_MAX, 0);
    return range.then(r -> limit.then(l -> wait.then(w -> of(r, l, w))));
  }

  private static Checked<HistoryQuery> of(Range range, int limit, int waitSeconds) {
    return range instanceof Range.Before && waitSeconds > 0
        ? Checked.malformed("what lies before a position does not come by waiting")
        : Checked.good(new HistoryQuery(range, limit, Duration.ofSeconds(waitSeconds)));
  }

  private static Checked<Range> range(Query query) {
    Optional<String> after = query.get("after");
    Optional<String> before = query.get("before");
    if (after.isPresent() && before.isPresent()) {
      return Checked.malformed("give after or before, not both");
    }
    if (after.isEmpty() && before.isEmpty()) {
      return Checked.good(new Range.Newest());
    }
    return after
        .or(() -> before)
        .flatMap(Position::parse)
        .map(position ->
            Checked.<Range>good(
                after.isPresent() ? new Range.After(position) : new Range.Before(position)))
        .orElseGet(() -> Checked.malformed("after and before are positions, such as k3f9-17"));
  }

  private static Checked<Integer> number(
      Query query, String name, int least, int most, int otherwise) {
    Optional<String> text = query.get(name);
    if (text.isEmpty()) {
      return Checked.good(otherwise);
    }
    boolean digits = text.get().matches("[0-9]{1,5}");
    int number = digits ? Integer.parseInt(text.get()) : -1;
    return number >= least && number <= most
        ? Checked.good(number)
        : Checked.malformed(name + " is a number from " + least + " to " + most);
  }
}
