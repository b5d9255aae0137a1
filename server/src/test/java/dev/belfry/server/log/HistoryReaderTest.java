package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// How large pages are, and whose turn it is to read one.
class HistoryReaderTest {
  private static final HistoryRange EARLIEST = new HistoryRange.From(new Since.Earliest());
  private static final int PAGE_BYTES_MAX = 100_000;

  private final Loop loop = new SimulatedLoops(1, 1).loops().getFirst();
  private final ByteBudget outboxes = new ByteBudget(1_000);
  private final List<HistoryRange.Outcome> outcomes = new ArrayList<>();

  private HistoryReader reader(ChannelLog log) {
    return new HistoryReader(new OneLog(log), loop, new PageBounds(PAGE_BYTES_MAX, 2), outboxes);
  }

  @Test
  void pagesAreShortWhileTooMuchWaitsAndOfOneMessageBeyondTwiceThat() {
    List<Integer> asked = new ArrayList<>();
    HistoryReader reader = reader(new AskedLog(caughtUp(), asked));
    for (int i = 0; i < 3; i++) {
      reader.read(OneLog.NAME, EARLIEST, 10, outcomes::add);
      outboxes.add(1_000);
    }
    assertThat(asked).containsExactly(PAGE_BYTES_MAX, 16 * 1024, 1);
    assertThat(outcomes).hasSize(3).allMatch(HistoryPage.class::isInstance);
  }

  @Test
  void aReadThatThrowsIsAnsweredAndItsTurnIsOver() {
    boolean[] broken = {true};
    HistoryReader reader = reader(new BrokenLog(caughtUp(), broken));
    for (int i = 0; i < 5; i++) {
      reader.read(OneLog.NAME, EARLIEST, 10, outcomes::add);
    }
    assertThat(outcomes).hasSize(5).allMatch(Unavailable.class::isInstance);
    broken[0] = false;
    reader.read(OneLog.NAME, EARLIEST, 10, outcomes::add);
    assertThat(outcomes.getLast()).isInstanceOf(HistoryPage.class);
  }

  private static ChannelLog caughtUp() {
    Replay done = new Replay.CaughtUp();
    return new ScriptedLog(60, null, done, done, done);
  }

  private record AskedLog(ChannelLog log, List<Integer> asked) implements ForwardingLog {
    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      asked.add(bytesMax);
      log.read(after, through, bytesMax, loop, then);
    }
  }

  private record BrokenLog(ChannelLog log, boolean[] broken) implements ForwardingLog {
    @Override
    public boolean onDisk() {
      return true;
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      if (broken[0]) {
        throw new IllegalStateException("thrown on purpose");
      }
      log.locate(since, loop, then);
    }
  }
}
