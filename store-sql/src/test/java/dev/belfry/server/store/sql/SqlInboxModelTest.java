package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
      InboxClock clock = new InboxClock();
      Path own = Files.createDirectory(folder.resolve("seed" + seed));
      try (SqlInboxFixture fixture = new SqlInboxFixture(own, clock)) {
        new InboxComparison(seed, clock, fixture).run(STEPS);
      } catch (AssertionError wrong) {
        throw new AssertionError("-Dbelfry.seed=" + seed, wrong);
      }
    }
  }
}
