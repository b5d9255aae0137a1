package dev.belfry.server.inbox;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random users, devices, feeds, marks, faults: whenever a client has the version of its inbox, it
/// shows just what is in it; and in the end each has it, with the right counts. A failure names its
/// seed, to be run again with `-Dbelfry.seed=`; `-Dbelfry.seeds=20000` runs more.
class WatchedInboxesSimulationTest {
  private static final int SEEDS = 400;

  static LongStream seeds() {
    String one = System.getProperty("belfry.seed", "");
    if (!one.isEmpty()) {
      return LongStream.of(Long.parseLong(one));
    }
    long first = System.nanoTime();
    int seeds = Integer.getInteger("belfry.seeds", SEEDS);
    return LongStream.range(first, first + Math.max(1, seeds / 100)).map(i -> i * 1_000);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aClientThatHasTheVersionShowsWhatIsInTheInbox(long seed) {
    int runs = System.getProperty("belfry.seed", "").isEmpty() ? 100 : 1;
    for (int i = 0; i < runs; i++) {
      new InboxWorld(seed + i).run();
    }
  }
}
