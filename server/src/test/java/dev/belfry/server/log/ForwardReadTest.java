package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardReadTest {
  private static final String EPOCH = ScriptedLog.EPOCH;

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
    var log =
        new ScriptedLog(atBegin.resume(), atBegin, whileReading, new Replay.Batch(List.of(), 70));
    ForwardRead.from(log, new Since.After(new Position(EPOCH, 63)), 10, 1 << 20, loop, pages::add);
    assertThat(pages).hasSize(1);
    return (HistoryPage) pages.getFirst();
  }
}
