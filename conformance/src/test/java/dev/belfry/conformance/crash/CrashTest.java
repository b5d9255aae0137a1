package dev.belfry.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.crash.Publisher.Manner;
import dev.belfry.conformance.crash.Publisher.Way;
import dev.belfry.conformance.wire.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real server is killed at random moments, again and again on one data folder, while
/// publishers publish and subscribers listen. After each start every message that was acknowledged
/// is where the answer said, none is there twice, each publisher's are in its order, and the
/// subscribers, who were cut and resumed, have seen just what is there, without a gap.
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("belfry.crashRounds", 0);
  private static final int ROUNDS_LEAST = 10;
  private static final Duration ENOUGH = Duration.ofSeconds(40);
  private static final int LIFE_MILLIS_MAX = 1_500;
  private static final int CONTROL_ROUNDS_MAX = 20;

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
    long seed = seed("kills");
    Random random = new Random(seed);
    List<String> command =
        RunningServer.command(List.of("-Xmx256m"), "--data", "data", "--channels=" + Lives.RULE);
    int rounds = 0;
    try (Lives lives = new Lives(command, folder, Map.of())) {
      for (Manner manner :
          List.of(
              new Manner(Way.HTTP, true, 1, 8_000),
              new Manner(Way.HTTP, true, 16, 2_000),
              new Manner(Way.HTTP, false, 1, 8_000),
              new Manner(Way.HTTP, false, 64, 1_000),
              new Manner(Way.FRAMED, true, 16, 2_000),
              new Manner(Way.FRAMED, false, 64, 1_000))) {
        lives.addPublisher(manner, random);
      }
      long beginNanos = System.nanoTime();
      while (!enough(rounds, System.nanoTime() - beginNanos)) {
        if (random.nextInt(6) == 0) {
          lives.startAndKillAfter(Duration.ofMillis(random.nextInt(1_500)));
        }
        lives.start();
        assertThat(lives.problems()).as("-Dbelfry.seed=%s, kill %s", seed, rounds).isEmpty();
        publishAndKill(lives, random);
        rounds++;
      }
      lives.start();
      assertThat(lives.problems()).as("-Dbelfry.seed=%s, last kill", seed).isEmpty();
      assertThat(lives.leave()).isZero();
      System.out.println("CrashTest: killed " + rounds + " times, " + lives);
      assertThat(lives.acknowledged()).isGreaterThan(10L * rounds);
    }
  }

  private static boolean enough(int rounds, long nanos) {
    return ROUNDS > 0 ? rounds >= ROUNDS : rounds >= ROUNDS_LEAST && nanos > ENOUGH.toNanos();
  }

  /// The control: this test finds a server that acknowledges before its commit.
  @Test
  void aServerThatAcknowledgesBeforeItsCommitIsFoundOut() throws Exception {
    Random random = new Random(seed("control"));
    List<String> command =
        List.of(
            RunningServer.java(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.belfry.server.HastyBelfry",
            "data",
            Lives.RULE);
    try (Lives lives = new Lives(command, folder, Map.of())) {
      lives.addPublisher(new Manner(Way.HTTP, false, 1, 1_000), random);
      lives.addPublisher(new Manner(Way.FRAMED, false, 1, 8_000), random);
      List<String> problems = List.of();
      for (int i = 0;
          i < CONTROL_ROUNDS_MAX && problems.stream().noneMatch(CrashTest::isLoss);
          i++) {
        lives.start();
        publishAndKill(lives, random);
        lives.start();
        problems = lives.problems();
        lives.kill();
      }
      assertThat(problems).anyMatch(CrashTest::isLoss);
    }
  }

  private static boolean isLoss(String problem) {
    return problem.contains("acknowledged at") && problem.contains("is gone");
  }

  private static void publishAndKill(Lives lives, Random random) throws InterruptedException {
    lives.publish();
    LockSupport.parkNanos(Duration.ofMillis(20 + random.nextInt(LIFE_MILLIS_MAX)).toNanos());
    lives.kill();
  }

  private static long seed(String what) {
    String given = System.getProperty("belfry.seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println("CrashTest " + what + ": -Dbelfry.seed=" + seed);
    return seed;
  }
}
