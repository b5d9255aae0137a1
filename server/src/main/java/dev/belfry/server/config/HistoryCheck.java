package dev.belfry.server.config;

import java.util.ArrayList;
import java.util.List;

/// Rules that want more kept than memory is meant for. Only a durable channel may have it.
final class HistoryCheck {
  private static final int COUNT_MAX = 1_000_000;
  private static final long BYTES_MAX = 1L << 30;
  private static final String DURABLE = " or, with `durable: true`, ";

  private final Origins origins;
  private final List<Problem> problems = new ArrayList<>();

  private HistoryCheck(Origins origins) {
    this.origins = origins;
  }

  static List<Problem> problems(List<ChannelRule> rules, Origins origins) {
    var check = new HistoryCheck(origins);
    for (int i = 0; i < rules.size(); i++) {
      if (!rules.get(i).durable()) {
        check.inMemory("channels[" + i + "].history.", rules.get(i).history());
      }
    }
    return check.problems;
  }

  private void inMemory(String key, ChannelRule.HistoryRule history) {
    history
        .count()
        .filter(count -> count > COUNT_MAX)
        .ifPresent(count ->
            problem(key + "count", count, "at most `" + COUNT_MAX + "`" + DURABLE + "more"));
    history
        .bytes()
        .filter(bytes -> bytes.bytes() > BYTES_MAX)
        .ifPresent(bytes -> problem(key + "bytes", bytes, "at most `1GiB`" + DURABLE + "more"));
  }

  private void problem(String key, Object value, String allowed) {
    problems.add(new Problem(key, origins.of(key), "can't be `" + value + "`", allowed));
  }
}
