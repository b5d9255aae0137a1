package dev.belfry.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.checker.Checker;
import dev.belfry.conformance.checker.Recording;
import dev.belfry.conformance.checker.Verdict;
import dev.belfry.conformance.checker.Verdict.Gaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Everything that happens to one server for a while.
final class Soak {
  private static final int TROUBLEMAKERS = 6;
  private static final int USERS = 3;
  private static final int LISTENERS = 2;

  /// How long publishers publish to the channels of one recording, which the memory of this process
  /// has to hold.
  private static final Duration ROUND = Duration.ofSeconds(20);

  private static final Duration CATCH_UP_MAX = Duration.ofMinutes(3);

  private final SoakedServer server;
  private final Random seeds;
  private volatile boolean over;
  private int round;
  private long acknowledged;

  Soak(SoakedServer server, long seed) {
    this.server = server;
    this.seeds = new Random(seed);
  }

  static void pause(long millis) throws InterruptedException {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// Has all of it happen for so long, at least; what was acknowledged in that time is not lost.
  ///
  /// @return what happened, in a line
  String run(Duration time) throws Exception {
    long endNanos = System.nanoTime() + time.toNanos();
    over = false;
    acknowledged = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Ending ending = new Ending()) {
      Troubles troubles = new Troubles(server, ending);
      Disturbances disturbances = new Disturbances(server);
      Listeners listeners = new Listeners(server);
      List<Devices> devices =
          IntStream.range(0, USERS).mapToObj(i -> new Devices(server, "user" + i, ending)).toList();
      List<Future<Void>> running = new ArrayList<>();
      for (Callable<Void> each : all(troubles, disturbances, listeners, devices)) {
        running.add(threads.submit(each));
      }
      try {
        while (System.nanoTime() < endNanos) {
          check(Duration.ofNanos(Math.min(ROUND.toNanos(), endNanos - System.nanoTime())));
        }
      } finally {
        over = true;
      }
      for (Future<Void> each : running) {
        each.get();
      }
      for (Devices each : devices) {
        each.checkListed();
      }
      int notifications = devices.stream().mapToInt(Devices::acknowledged).sum();
      return "%d messages and %d notifications acknowledged, %d heard by listeners, %d troubles, %s"
          .formatted(acknowledged, notifications, listeners.heard(), troubles.made(), disturbances);
    }
  }

  private List<Callable<Void>> all(
      Troubles troubles, Disturbances disturbances, Listeners listeners, List<Devices> devices) {
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < TROUBLEMAKERS; i++) {
      Random random = random();
      all.add(() -> troubles.make(random, () -> over));
    }
    for (int i = 0; i < LISTENERS; i++) {
      Random random = random();
      all.add(() -> listeners.come(random, () -> over));
    }
    for (Devices each : devices) {
      Random random = random();
      all.add(() -> each.notifyAll(() -> over));
      all.add(each::stay);
      all.add(() -> each.comeAndGo(random, () -> over));
    }
    Random noise = random();
    Random disturbing = random();
    all.add(() -> troubles.noise(noise, () -> over));
    all.add(() -> disturbances.make(disturbing, () -> over));
    return all;
  }

  private Random random() {
    return new Random(seeds.nextLong());
  }

  /// One round of the checker, in channels of its own.
  private void check(Duration publishing) throws Exception {
    String channels = "kept/" + server.name() + "-" + round++;
    Checker checker = new Checker(server.reach(), seeds.nextLong(), channels);
    for (Recording recording : checker.run(publishing, CATCH_UP_MAX, () -> {})) {
      acknowledged += recording.acknowledged();
      assertThat(recording.stories()).hasSize(Checker.SUBSCRIBERS_OF_A_CHANNEL);
      assertThat(Verdict.of(recording, Gaps.FORBIDDEN).problems())
          .as(recording.summary())
          .isEmpty();
    }
  }
}
