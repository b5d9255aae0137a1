package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final int MUCH = 1 << 20;
  private static final long BASE = 100;

  private final SimulatedLoops simulation = new SimulatedLoops(2, 1);
  private final SimulatedLoop loop = simulation.loops().getFirst();
  private final FakeOwner owner = new FakeOwner();
  private final Tail tail = new Tail(Epoch.first("e1"), simulation, owner, BASE);

  private void append(String text) {
    append(text, null);
  }

  private void append(String text, @Nullable Long replaced) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    tail.append(
        new Message(
            tail.head() + 1,
            UlidCreator.getUlid(),
            simulation.wallMillis(),
            data,
            Message.Kind.TEXT,
            null,
            Long.MAX_VALUE,
            null),
        replaced);
  }

  private void appendThree() {
    append("a");
    append("b");
    append("c");
  }

  private void trimOldest() {
    Message oldest = tail.trimmable();
    assertThat(oldest).isNotNull();
    tail.trim(oldest);
  }

  private Replay read(long after, long through) {
    List<Replay> answers = new ArrayList<>();
    tail.read(after, through, MUCH, loop, answers::add);
    return answers.getFirst();
  }

  private ChannelLog.Located locate(Since since) {
    List<ChannelLog.Located> answers = new ArrayList<>();
    tail.locate(since, loop, answers::add);
    return answers.getFirst();
  }

  private static List<String> texts(Replay replay) {
    return ((Replay.Batch) replay)
        .messages().stream().map(m -> new String(m.data(), StandardCharsets.UTF_8)).toList();
  }

  // ---- reading

  @Test
  void whatWasAppendedIsReadUpToWhereTheReaderMayRead() {
    appendThree();
    assertThat(texts(read(100, 103))).containsExactly("a", "b", "c");
    assertThat(texts(read(101, 102))).containsExactly("b");
    assertThat(read(103, 103)).isEqualTo(new Replay.CaughtUp());
  }

  @Test
  void aMessageTakesThePlaceOfAnotherAndLeavesAHole() {
    appendThree();
    append("B", 102L);
    assertThat(texts(read(100, 104))).containsExactly("a", "c", "B");
  }

  @Test
  void aReaderBehindWhatWasTrimmedIsToldHowMuchItMissed() {
    appendThree();
    trimOldest();
    trimOldest();
    assertThat(read(100, 103)).isEqualTo(new Replay.Gap(2L, 102));
    assertThat(read(101, 102)).isEqualTo(new Replay.Gap(1L, 102));
    assertThat(texts(read(102, 103))).containsExactly("c");
  }

  @Test
  void whatCameBeforeTheTailBeganCanNotBeCounted() {
    appendThree();
    assertThat(read(99, 103)).isEqualTo(new Replay.Gap(null, 100));
  }

  @Test
  void aTailThatWasClearedGoesOnWhereItWas() {
    appendThree();
    tail.clear();
    append("d");
    assertThat(read(100, 104)).isEqualTo(new Replay.Gap(3L, 103));
    assertThat(texts(read(103, 104))).containsExactly("d");
  }

  @Test
  void aTailThatSkipsIsEmptyUpToItsNewHead() {
    appendThree();
    tail.skipTo(110);
    append("k");
    assertThat(read(102, 111)).isEqualTo(new Replay.Gap(10L - 2, 110));
    assertThat(texts(read(110, 111))).containsExactly("k");
  }

  // ---- beginning

  @Test
  void aReaderBeginsWhereItWants() {
    append("a");
    simulation.pass(Duration.ofSeconds(10));
    append("b");
    append("c");
    assertThat(locate(new Since.Now())).isEqualTo(new ChannelLog.Start(103, null));
    assertThat(locate(new Since.Earliest())).isEqualTo(new ChannelLog.Start(100, null));
    assertThat(locate(new Since.Last(2))).isEqualTo(new ChannelLog.Start(101, null));
    assertThat(locate(new Since.Last(9))).isEqualTo(new ChannelLog.Start(100, null));
    assertThat(locate(new Since.Within(Duration.ofSeconds(5))))
        .isEqualTo(new ChannelLog.Start(101, null));
  }

  @Test
  void aPositionOfAnotherEpochOrPastTheHeadIsAGapOfUnknownSize() {
    appendThree();
    trimOldest();
    ChannelLog.Start unknown = new ChannelLog.Start(101, new Replay.Gap(null, 101));
    assertThat(locate(after("e1", 104))).isEqualTo(unknown);
    assertThat(locate(after("e0", 102))).isEqualTo(unknown);
    assertThat(locate(new Since.Unknown())).isEqualTo(unknown);
    assertThat(locate(after("e1", 102))).isEqualTo(new ChannelLog.Start(102, null));
    assertThat(locate(after("e1", 100)))
        .isEqualTo(new ChannelLog.Start(101, new Replay.Gap(1L, 101)));
  }

  private static Since after(String epoch, long offset) {
    return new Since.After(new Position(epoch, offset));
  }

  // ---- where the store has more than the tail

  @Test
  void aReaderBehindTheTailReadsWhatIsOlder() {
    owner.older = new FakeOlder(50);
    appendThree();
    trimOldest();
    assertThat(read(60, 103)).isEqualTo(new Unavailable("read after 60"));
    assertThat(read(100, 103)).isEqualTo(new Unavailable("read after 100"));
    assertThat(texts(read(101, 103))).containsExactly("b", "c");
    assertThat(tail.tail(100, 103, MUCH)).isEqualTo(new Replay.Gap(null, 101));
  }

  @Test
  void aReaderBehindAllThatIsKeptIsToldSoWithoutAsking() {
    owner.older = new FakeOlder(50);
    assertThat(read(40, 100)).isEqualTo(new Replay.Gap(10L, 50));
    assertThat(read(40, 45)).isEqualTo(new Replay.Gap(5L, 45));
    assertThat(locate(new Since.Earliest())).isEqualTo(new ChannelLog.Start(50, null));
    assertThat(locate(after("e1", 60))).isEqualTo(new ChannelLog.Start(60, null));
    assertThat(locate(after("e1", 40)))
        .isEqualTo(new ChannelLog.Start(50, new Replay.Gap(10L, 50)));
  }

  @Test
  void whatHasToBeSearchedForIsSearchedForInAll() {
    owner.older = new FakeOlder(50);
    appendThree();
    assertThat(locate(new Since.Last(7))).isEqualTo(new Unavailable("the last 7"));
    long second = simulation.wallMillis() - 1_000;
    assertThat(locate(new Since.Within(Duration.ofSeconds(1))))
        .isEqualTo(new Unavailable("not before " + second));
  }

  // ---- the loops that listen

  @Test
  void nothingIsTrimmedThatALoopHasYetToRead() {
    FakeListener listener = new FakeListener(loop, 101);
    tail.listeners().add(listener);
    appendThree();
    trimOldest();
    assertThat(tail.trimmable()).isNull();
    assertThat(tail.readByAll()).isFalse();
    listener.delivered = 103;
    assertThat(tail.trimmable()).isNotNull();
    assertThat(tail.readByAll()).isTrue();
  }

  @Test
  void anAppendWaitsForALoopThatIsFarBehind() {
    tail.listeners().add(new FakeListener(simulation.loops().getLast(), BASE));
    assertThat(tail.aheadOfReaders(BASE + Tail.UNDELIVERED_MAX)).isFalse();
    assertThat(tail.aheadOfReaders(BASE + Tail.UNDELIVERED_MAX + 1)).isTrue();
  }

  @Test
  void anAppendWaitsForALoopThatHasYetToReadMuchData() {
    FakeListener listener = new FakeListener(simulation.loops().getLast(), BASE);
    tail.listeners().add(listener);
    append("x".repeat((int) owner.undeliveredBytesMax()));
    assertThat(tail.aheadOfReaders(tail.head())).isTrue();
    listener.delivered = tail.head();
    assertThat(tail.aheadOfReaders(tail.head())).isFalse();
  }

  @Test
  void aListenerOnTheOwnersThreadReadsRatherThanThatAnAppendWaits() {
    FakeListener listener = new FakeListener(loop, BASE);
    tail.listeners().add(listener);
    simulation.enter(loop);
    assertThat(tail.aheadOfReaders(BASE + 1_000)).isFalse();
    assertThat(listener.delivered).isEqualTo(BASE + 1_000);
  }

  @Test
  void theOwnerHearsThatLoopsHaveReadOn() {
    tail.progressed();
    assertThat(owner.progressed).isEqualTo(1);
  }

  private static final class FakeOwner implements Tail.Owner {
    private @Nullable OlderMessages older;
    private int progressed;

    @Override
    public boolean recorded() {
      return true;
    }

    @Override
    public long undeliveredBytesMax() {
      return 10_000;
    }

    @Override
    public void progressed() {
      progressed++;
    }

    @Override
    public @Nullable OlderMessages older() {
      return older;
    }
  }

  /// Answers with what it was asked.
  private record FakeOlder(long trimmedThrough) implements OlderMessages {
    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      then.accept(new Unavailable("read after " + after));
    }

    @Override
    public void beforeLast(int count, Loop loop, Consumer<ChannelLog.Located> then) {
      then.accept(new Unavailable("the last " + count));
    }

    @Override
    public void beforeTime(long timeMillis, Loop loop, Consumer<ChannelLog.Located> then) {
      then.accept(new Unavailable("not before " + timeMillis));
    }
  }

  private static final class FakeListener implements HeadListener {
    private final Loop loop;
    private long delivered;

    private FakeListener(Loop loop, long delivered) {
      this.loop = loop;
      this.delivered = delivered;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void registered(ChannelLog log, long head) {}

    @Override
    public void renewed(ChannelLog renewedLog) {}

    @Override
    public void refused(Unavailable why) {}

    @Override
    public void advanced() {}

    @Override
    public long delivered() {
      return delivered;
    }

    @Override
    public void deliver() {
      delivered = BASE + 1_000;
    }
  }
}
