package dev.belfry.conformance.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.checker.Verdict.Gaps;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.server.Belfry;
import dev.belfry.server.BrokenBelfry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs the checker against the server as its users run it. Prints the seed; `-Dbelfry.seed=` takes
/// it again, `-Dbelfry.checkerSeconds=` makes it longer.
class CheckerTest {
  private static final Duration PUBLISHING =
      Duration.ofSeconds(Long.getLong("belfry.checkerSeconds", 12));

  /// Subscribers stop and start at a pace of their own, whatever there is to read.
  private static final Duration CATCH_UP_MAX = PUBLISHING.multipliedBy(5);

  @Test
  void whereAllIsKeptNothingIsLostNorRepeatedNorReordered() throws Exception {
    try (RunningServer server =
        RunningServer.startOn(
            List.of("-Xmx1g"),
            "--history.count=1000000",
            "--history.bytes=256MiB",
            "--limits.memory-logs=600MiB",
            "--limits.outbox=8KiB")) {
      check(server.port(), "kept", Gaps.FORBIDDEN);
    }
  }

  @Test
  void whereLittleIsKeptWhatIsMissingIsInAGap() throws Exception {
    try (RunningServer server = RunningServer.start("--history.count=40", "--limits.outbox=8KiB")) {
      List<Recording> recordings = check(server.port(), "short", Gaps.ALLOWED);
      assertThat(recordings)
          .as("subscribers stop for long enough to miss something")
          .anySatisfy(recording -> assertThat(recording.count(Sighting.Gap.class)).isPositive());
    }
  }

  /// The control: a checker that finds nothing here finds nothing anywhere.
  @Test
  void aServerThatLosesMessagesIsFoundOut() throws Exception {
    var settings =
        Map.of(
            "history.count", "1000000",
            "history.bytes", "256MiB",
            "limits.memory-logs", "600MiB",
            "limits.outbox", "8KiB");
    try (Belfry broken = BrokenBelfry.start(settings)) {
      List<Recording> recordings =
          new Checker(Reach.of(broken.port()), seed(), "broken")
              .run(Duration.ofSeconds(4), Duration.ofSeconds(4));
      assertThat(recordings)
          .flatExtracting(recording -> Verdict.of(recording, Gaps.FORBIDDEN).problems())
          .anySatisfy(problem -> assertThat(problem).contains("never saw"));
    }
  }

  private static List<Recording> check(int port, String channels, Gaps gaps) throws Exception {
    long seed = seed();
    System.out.println("CheckerTest " + channels + ": -Dbelfry.seed=" + seed);
    List<Recording> recordings =
        new Checker(Reach.of(port), seed, channels).run(PUBLISHING, CATCH_UP_MAX);
    for (Recording recording : recordings) {
      System.out.println("CheckerTest " + recording.summary());
      assertThat(recording.sent()).hasSizeGreaterThan(100);
      assertThat(recording.epochs()).hasSize(1);
      assertThat(recording.stories()).hasSize(Checker.SUBSCRIBERS_OF_A_CHANNEL);
      assertThat(Verdict.of(recording, gaps).problems())
          .as("-Dbelfry.seed=%s, channel %s", seed, recording.channel())
          .isEmpty();
    }
    return recordings;
  }

  private static long seed() {
    String given = System.getProperty("belfry.seed", "");
    return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
  }
}
