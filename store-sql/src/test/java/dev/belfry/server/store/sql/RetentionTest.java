package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.SqlFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept, in the database and in memory, and what is told of the rest.
class RetentionTest {
  @TempDir Path folder;
  private SqlFixture store;

  @BeforeEach
  void create() {
    store = new SqlFixture(folder);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void publish(int count) {
    store.appendTogether(
        IntStream.range(0, count).mapToObj(i -> text("m" + i)).toArray(Draft[]::new));
  }

  @Test
  void theOldestMessagesGoBeyondTheCountAndTheirNumberIsTold() throws IOException {
    store.history = new History(100, 1 << 20, Duration.ofHours(1));
    store.open();
    publish(250);
    assertThat(store.texts()).hasSize(100).startsWith("m150").endsWith("m249");
    Beginning late = startAfter(20);
    assertThat(late.missed()).isEqualTo(130);
    assertThat(late.cursor()).isEqualTo(150);
    assertThat(store.read(20)).isEqualTo(new Replay.Gap(130L, 150));
    store.restart();
    assertThat(startAfter(20).missed()).isEqualTo(130);
  }

  /// What lies past the head that a loop has delivered comes to its subscribers live.
  @Test
  void aGapLeadsNoFurtherThanTheReaderAskedToRead() throws IOException {
    store.history = new History(100, 1 << 20, Duration.ofHours(1));
    store.open();
    publish(250);
    assertThat(store.read(20, 30)).isEqualTo(new Replay.Gap(10L, 30));
    store.restart();
    assertThat(store.read(20, 30)).isEqualTo(new Replay.Gap(10L, 30));
  }

  private record Beginning(long cursor, Long missed) {}

  private Beginning startAfter(long offset) {
    var start = store.locate(new Since.After(new Position(store.log().epoch(), offset)));
    return new Beginning(start.cursor(), start.gap().missed());
  }

  @Test
  void theOldestMessagesGoBeyondTheSize() throws IOException {
    store.history = new History(1_000, 10 * 1_200, Duration.ofHours(1));
    store.open();
    for (int i = 0; i < 15; i++) {
      store.append(text("x".repeat(1_000)));
    }
    assertThat(store.texts()).hasSize(10);
  }

  @Test
  void theOldestMessagesGoBeyondTheAgeThoughNobodyPublishes() throws IOException {
    store.open();
    store.append(text("old"));
    store.simulation.pass(Duration.ofMinutes(59));
    store.append(text("young"));
    store.simulation.pass(Duration.ofMinutes(2));
    assertThat(store.texts()).containsExactly("young");
  }

  @Test
  void muchIsTrimmedInSmallStepsUntilNothingIsOverdue() throws IOException {
    store.history = new History(10_000, 1 << 30, Duration.ofMinutes(1));
    store.open();
    publish(5_000);
    store.simulation.pass(Duration.ofMinutes(2));
    assertThat(store.texts()).isEmpty();
    assertThat(store.locate(new Since.Earliest()).cursor()).isEqualTo(5_000);
  }

  @Test
  void whatIsNoLongerInMemoryIsReadFromTheDatabase() throws IOException {
    store.history = new History(100_000, 1 << 30, Duration.ofHours(1));
    store.bounds =
        new SqlBounds(
            20_000,
            10_000,
            1 << 20,
            Duration.ofHours(24),
            new ScheduleBounds(100, 1 << 20),
            1,
            1 << 20,
            Set.of(),
            InboxAges.NONE);
    store.open();
    publish(2_000);
    var log = store.log();
    assertThat(log.tail(0, log.head(), SqlFixture.MUCH)).isInstanceOf(Replay.Gap.class);
    assertThat(store.texts()).hasSize(2_000).startsWith("m0", "m1").endsWith("m1999");
  }
}
