package dev.belfry.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.checker.Checker;
import dev.belfry.conformance.checker.Recording;
import dev.belfry.conformance.checker.Verdict;
import dev.belfry.conformance.checker.Verdict.Gaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes under load, while nodes are killed and suspended, the engine is killed, stopped and
/// suspended, and the network between them is cut, silent, slow and half closed, as a seed has it.
/// Every message that was acknowledged comes to every subscriber in order and once; each node says
/// that it is not ready, and that it is after the fault is over.
///
/// Prints the seed; `-Dbelfry.seed=` takes it again, `-Dbelfry.faultSeconds=` makes it longer.
class FaultsTest {
  private static final Duration FAULTS = Duration.ofSeconds(Long.getLong("belfry.faultSeconds", 8));
  private static final Duration CATCH_UP_MAX = FAULTS.plusMinutes(2);

  static final String HISTORY = "{count: 1000000, bytes: 1GiB, age: 7d}";
  static final List<String> DURABLE =
      List.of("--channels=[{match: '**', durable: true, history: " + HISTORY + "}]");
  static final List<String> PASSING =
      List.of("--channels=[{match: '**', history: " + HISTORY + "}]");

  private static final int TRIES_MAX = 10;

  @TempDir Path folder;

  @Test
  void nothingIsLostNorRepeatedNorReorderedOnPostgresql() throws Exception {
    try (Cluster cluster =
        new Cluster(new PostgresqlServer(folder.resolve("database")), folder, DURABLE)) {
      for (Recording recording : run(cluster, "postgresql", Gaps.FORBIDDEN)) {
        assertThat(recording.epochs()).as("no crash begins another epoch").hasSize(1);
      }
    }
  }

  /// Each start of a Redis is another epoch, and it knows the one before it.
  @Test
  void nothingIsLostNorRepeatedNorReorderedOnRedis() throws Exception {
    try (Cluster cluster = new Cluster(RedisProcess.onDisk(folder), folder, PASSING)) {
      run(cluster, "redis", Gaps.OF_EPOCHS);
    }
  }

  /// The control: what the verdict rests on is found missing where an engine forgets it, unless all
  /// that it was told had been heard when it died.
  @Test
  void anEngineThatForgetsWhatItAcknowledgedIsFoundOut() throws Exception {
    try (Cluster cluster = new Cluster(RedisProcess.forgetful(), folder, PASSING)) {
      Random random = new Random(seed("forgetful"));
      int tries = 1;
      while (!isFoundOut(cluster, "forgotten" + tries, random)) {
        assertThat(tries++).isLessThan(TRIES_MAX);
      }
    }
  }

  private static boolean isFoundOut(Cluster cluster, String name, Random random) throws Exception {
    Checker checker = new Checker(cluster.reach(), random.nextLong(), name);
    Faults faults = new Faults(cluster, List.of(Fault.ENGINE_KILLED_AND_BACK), random);
    List<Recording> recordings =
        checker.run(
            Duration.ofSeconds(4),
            Duration.ofSeconds(4),
            () -> faults.begin(Duration.ofSeconds(2)));
    faults.join();
    return recordings.stream()
        .anyMatch(recording -> !Verdict.of(recording, Gaps.OF_EPOCHS).problems().isEmpty());
  }

  private static List<Recording> run(Cluster cluster, String name, Gaps gaps) throws Exception {
    long seed = seed(name);
    Random random = new Random(seed);
    Checker checker = new Checker(cluster.reach(), random.nextLong(), name);
    Faults faults = new Faults(cluster, List.of(Fault.values()), random);
    List<Recording> recordings = checker.run(FAULTS, CATCH_UP_MAX, () -> faults.begin(FAULTS));
    faults.join();
    for (Recording recording : recordings) {
      System.out.println("FaultsTest " + recording.summary());
      assertThat(recording.acknowledged()).isGreaterThan(10 * FAULTS.toSeconds());
      assertThat(recording.stories()).hasSize(Checker.SUBSCRIBERS_OF_A_CHANNEL);
      assertThat(Verdict.of(recording, gaps).problems())
          .as("-Dbelfry.seed=%s, channel %s", seed, recording.channel())
          .isEmpty();
    }
    return recordings;
  }

  private static long seed(String what) {
    String given = System.getProperty("belfry.seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println("FaultsTest " + what + ": -Dbelfry.seed=" + seed);
    return seed;
  }
}
