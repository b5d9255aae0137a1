package dev.belfry.server.edge.http;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.Since;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// Which page of a channel's history is wanted.
///
/// @param limit messages, at least 1
/// @param waitAtMost for the next message where there is none; zero for not at all
record HistoryQuery(HistoryRange range, int limit, Duration waitAtMost) {
  static final int WAIT_SECONDS_MAX = 60;
  private static final String EARLIEST = "earliest";

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
    Optional<String> since = query.get("since");
    if (Stream.of(after, before, since).filter(Optional::isPresent).count() > 1) {
      return Checked.malformed("give one of after, before and since");
    }
    if (since.isPresent()) {
      return since(since.get());
    }
    if (after.isPresent()) {
      return after.get().equals(EARLIEST) ? since(EARLIEST) : position(after.get(), true);
    }
    return before.isPresent()
        ? position(before.get(), false)
        : Checked.good(new HistoryRange.Newest());
  }

  private static Checked<HistoryRange> since(String text) {
    return Since.parse(text)
        .map(since -> Checked.<HistoryRange>good(new HistoryRange.From(since)))
        .orElseGet(() -> Checked.malformed(Since.FORMS));
  }

  private static Checked<HistoryRange> position(String text, boolean after) {
    return Position.parse(text)
        .map(position ->
            Checked.<HistoryRange>good(
                after ? new HistoryRange.After(position) : new HistoryRange.Before(position)))
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
