package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private final SimulatedLoops clock = new SimulatedLoops(1, 1);
  private final MessageIds ids = MessageIds.of(new SplittableRandom(1), clock);

  @Test
  void idsOfMessagesRise() {
    List<Ulid> given = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      given.add(ids.next());
    }
    assertThat(given).isSorted().doesNotHaveDuplicates();
  }

  /// Neither follows from the other, though both are of the same millisecond.
  @Test
  void secretIdsOfOneMomentShareNothingButTheTime() {
    HashSet<Long> upper = new HashSet<>();
    HashSet<Long> lower = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Ulid id = ids.nextSecret();
      assertThat(id.getTime()).isEqualTo(clock.wallMillis());
      upper.add(id.getMostSignificantBits() & 0xFFFF);
      lower.add(id.getLeastSignificantBits() >>> 40);
    }
    assertThat(lower).hasSizeGreaterThan(990);
    assertThat(upper).hasSizeGreaterThan(950);
  }
}
