package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackwardReadTest {
  /// A page of the newest messages has no place for a gap between two of them.
  @Test
  void whatLiesBeforeAPartThatWasTrimmedWhileReadingIsNotOnThePage() {
    Loop loop = new SimulatedLoops(1, 1).loops().getFirst();
    var log = new ScriptedLog(60, null, batch(61, 63), new Replay.Gap(3L, 66), batch(67, 70));
    List<HistoryRange.Outcome> pages = new ArrayList<>();
    BackwardRead.upTo(log, 70, 10, 1 << 20, loop, pages::add);
    assertThat(pages).hasSize(1);
    HistoryPage page = (HistoryPage) pages.getFirst();
    assertThat(page.messages()).extracting(Message::offset).containsExactly(67L, 68L, 69L, 70L);
    assertThat(page.more()).isFalse();
  }

  private static Replay batch(long first, long last) {
    List<Message> run = LongStream.rangeClosed(first, last).mapToObj(BackwardReadTest::at).toList();
    return new Replay.Batch(run, last);
  }

  private static Message at(long offset) {
    Ulid id = new Ulid(0, offset);
    return new Message(
        offset, id, 0, new byte[] {'x'}, Message.Kind.TEXT, null, Long.MAX_VALUE, null);
  }
}
