package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Inboxes in SQLite are what the naive model is.
class SqlInboxModelTest {
  private static final int STEPS = 400;

  @TempDir Path folder;

  @Test
  void whateverUsersDoIsAnsweredAsByTheModel() throws Exception {
    int seeds = Integer.getInteger("belfry.seeds", 8);
    Long only = Long.getLong("belfry.seed");
    long first = only != null ? only : System.nanoTime() % 1_000_000;
    for (long seed = first; seed < first + (only != null ? 1 : seeds); seed++) {
      InboxAges ages = seed % 2 == 0 ? InboxAges.NONE : InboxComparison.AGES;
      try {
        compare(seed, ages, ages);
      } catch (AssertionError wrong) {
        throw new AssertionError("-Dbelfry.seed=" + seed, wrong);
      }
    }
  }

  private void compare(long seed, InboxAges kept, InboxAges wanted) throws Exception {
    InboxClock clock = new InboxClock();
    Path own = Files.createTempDirectory(folder, "seed" + seed);
    try (SqlInboxFixture fixture = new SqlInboxFixture(own, clock, kept)) {
      new InboxComparison(seed, clock, fixture, wanted).run(STEPS);
    }
  }

  /// Inboxes that keep or list items for another time are found out.
  @ParameterizedTest
  @CsvSource({
    "22000, 10000, 8000, 6000, 5000",
    "20000, 12000, 8000, 6000, 5000",
    "20000, 10000, 9000, 6000, 5000",
    "20000, 10000, 8000, 7000, 5000",
    "20000, 10000, 8000, 6000, 6000",
  })
  void aWrongAgeIsFound(long age, long read, long archived, long first, long follow) {
    InboxAges wrong = new InboxAges(age, read, archived, first, follow);

    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 20; seed++) {
                compare(seed, wrong, InboxComparison.AGES);
              }
            })
        .isInstanceOf(AssertionError.class);
  }
}
