package dev.belfry.server.edge.http.channel;

import dev.belfry.protocol.Position;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Query;
import dev.belfry.server.log.HistoryRange;
import java.time.Duration;
import java.util.Optional;

/// Which page of a channel's history is wanted.
///
/// @param limit messages, at least 1
/// @param waitAtMost for the next message where there is none; zero for not at all
record HistoryQuery(HistoryRange range, int limit, Duration waitAtMost) {
  static final int WAIT_SECONDS_MAX = 60;

  /// @param limitMax messages that a page may have
  static Checked<HistoryQuery> read(Query query, int limitMax) {
    Checked<HistoryRange> range = range(query);
    Checked<Integer> limit =
        number(query, "limit", 1, limitMax, Math.min(HistoryRange.LIMIT_DEFAULT, limitMax));
    Checked<Integer> wait = number(query, "wait", 0, WAIT_SECONDS_MAX, 0);
    return range.then(r -> limit.then(l -> wait.then(w -> of(r, l, w))));
  }

  private static Checked<HistoryQuery> of(HistoryRange range, int limit, int waitSeconds) {
    return range instanceof HistoryRange.Before && waitSeconds > 0
        ? Checked.malformed("what lies before a position does not come by waiting")
        : Checked.good(new HistoryQuery(range, limit, Duration.ofSeconds(waitSeconds)));
  }

  private static Checked<HistoryRange> range(Query query) {
    Optional<String> after = query.get("after");
    Optional<String> before = query.get("before");
    if (after.isPresent() && before.isPresent()) {
      return Checked.malformed("give after or before, not both");
    }
    if (after.isEmpty() && before.isEmpty()) {
      return Checked.good(new HistoryRange.Newest());
    }
    return after
        .or(() -> before)
        .flatMap(Position::parse)
        .map(position ->
            Checked.<HistoryRange>good(
                after.isPresent()
                    ? new HistoryRange.After(position)
                    : new HistoryRange.Before(position)))
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
