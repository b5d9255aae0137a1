package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tail that is read from elsewhere: some offsets have no message, and an epoch may have one
/// before it.
class TailHolesTest {
  private static final int MUCH = 1 << 20;

  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  private final Tail tail = tailOf(Epoch.first("e1"), 0);

  private Tail tailOf(Epoch epoch, long head) {
    return new Tail(epoch, simulation, new Keeps(), head);
  }

  private void append(long offset) {
    tail.append(
        new Message(
            offset,
            UlidCreator.getUlid(),
            0,
            new byte[1],
            Message.Kind.TEXT,
            null,
            Long.MAX_VALUE,
            null),
        null);
  }

  private List<Long> read(long after, long through) {
    return ((Replay.Batch) tail.tail(after, through, MUCH))
        .messages().stream().map(Message::offset).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
  void messagesAndHolesInAnyOrderAreReadAsTheyLie(long seed) {
    Random random = new Random(seed);
    TreeSet<Long> there = new TreeSet<>();
    for (long offset = 1; offset <= 2_000; offset++) {
      if (random.nextInt(3) > 0) {
        tail.skip(offset - 1);
        append(offset);
        there.add(offset);
      }
    }
    tail.skip(2_000);
    assertThat(tail.head()).isEqualTo(2_000);
    assertThat(read(0, 2_000)).containsExactlyElementsOf(there);
    for (int i = 0; i < 200; i++) {
      long after = random.nextInt(2_000);
      assertThat(read(after, 2_000)).containsExactlyElementsOf(there.tailSet(after, false));
    }
    while (there.size() > 10) {
      Message oldest = tail.oldest();
      assertThat(oldest).isNotNull();
      assertThat(oldest.offset()).isEqualTo(there.pollFirst());
      tail.trim(oldest);
    }
    assertThat(read(there.first() - 1, 2_000)).containsExactlyElementsOf(there);
  }

  @Test
  void aHoleThatIsLargeIsReadElsewhere() {
    append(1);
    tail.skip(1_000_000);
    assertThat(tail.tail(1, 1_000_000, MUCH)).isInstanceOf(Replay.Gap.class);
    append(1_000_001);
    assertThat(read(1_000_000, 1_000_001)).containsExactly(1_000_001L);
  }

  @Test
  void aReaderOfTheEpochBeforeGoesOnAfterWhatSurvived() {
    Tail second = tailOf(new Epoch("e2", "e1", 5), 5);
    assertThat(second.resume(new Position("e1", 5))).isEqualTo(new ChannelLog.Start(5, null));
    assertThat(second.resume(new Position("e2", 5))).isEqualTo(new ChannelLog.Start(5, null));
    assertThat(second.resume(new Position("e1", 6)))
        .isEqualTo(new ChannelLog.Start(5, new Replay.Gap(null, 5)));
    assertThat(second.resume(new Position("e0", 1)).gap()).isNotNull();
  }

  private record Keeps() implements Tail.Owner {
    @Override
    public boolean recorded() {
      return true;
    }

    @Override
    public long undeliveredBytesMax() {
      return MUCH;
    }

    @Override
    public void progressed() {}

    @Override
    public @Nullable OlderMessages older() {
      return null;
    }
  }
}
