package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ForwardReadTest {
  private static final String EPOCH = "e";

  @Test
  void aLogTrimmedTwiceBeforeTheFirstMessageTellsOneGapOverAll() {
    HistoryPage page = pageOf(new Replay.Gap(1L, 64), new Replay.Gap(3L, 67));

    assertThat(page.gap()).isEqualTo(new Replay.Gap(4L, 67));
    assertThat(page.position()).isEqualTo(new Position(EPOCH, 70));
  }

  @Test
  void whatIsUnknownOfOneGapIsUnknownOfBoth() {
    HistoryPage page = pageOf(new Replay.Gap(null, 64), new Replay.Gap(3L, 67));

    assertThat(page.gap()).isEqualTo(new Replay.Gap(null, 67));
  }

  private static HistoryPage pageOf(Replay.Gap atBegin, Replay whileReading) {
    Loop loop = new SimulatedLoops(1, 1).loops().getFirst();
    List<HistoryRange.Outcome> pages = new ArrayList<>();
    var log = new ScriptedLog(atBegin, whileReading, new Replay.Batch(List.of(), 70));
    ForwardRead.after(log, new Position(EPOCH, 63), 10, loop, pages::add);
    assertThat(pages).hasSize(1);
    return (HistoryPage) pages.getFirst();
  }

  /// Answers what it was told to, one read after another.
  private static final class ScriptedLog implements ChannelLog {
    private final Replay.Gap atBegin;
    private final ArrayDeque<Replay> replays;

    ScriptedLog(Replay.Gap atBegin, Replay... replays) {
      this.atBegin = atBegin;
      this.replays = new ArrayDeque<>(List.of(replays));
    }

    @Override
    public String epoch() {
      return EPOCH;
    }

    @Override
    public long head() {
      return 70;
    }

    @Override
    public boolean recorded() {
      return true;
    }

    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return replays.remove();
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      then.accept(tail(after, through, bytesMax));
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      then.accept(new Start(atBegin.resume(), atBegin));
    }

    @Override
    public void progressed() {}
  }
}
