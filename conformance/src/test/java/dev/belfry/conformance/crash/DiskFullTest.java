package dev.belfry.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.crash.Publisher.Manner;
import dev.belfry.conformance.crash.Publisher.Way;
import dev.belfry.conformance.wire.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk under a server's data runs full: publishes are refused and readers served; when there
/// is room again, the server goes on by itself. Nothing that was acknowledged is lost, and nothing
/// that was refused is there twice, however often its publisher tried.
class DiskFullTest {
  private static final Duration SOON = Duration.ofMinutes(3);

  /// The server tries again four times in a second, and finds room while it can tidy up.
  private static final Duration FOR_GOOD = Duration.ofSeconds(2);

  @TempDir Path folder;

  @Test
  void aFullDiskRefusesPublishesUntilThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      runsFullAndGoesOn(disk);
    }
  }

  @Test
  void aLimitOnFilesRefusesPublishesUntilItIsRaised() throws Exception {
    try (SmallDisk disk = SmallDisk.limitIn(folder)) {
      runsFullAndGoesOn(disk);
    }
  }

  private void runsFullAndGoesOn(SmallDisk disk) throws Exception {
    List<String> server =
        RunningServer.command(
            List.of("-Xmx256m"), "--data", disk.data().toString(), "--channels=" + Lives.RULE);
    try (Lives lives = new Lives(disk.command(server), folder, Map.of())) {
      lives.addPublisher(new Manner(Way.HTTP, true, 1, 8_000), new Random(1));
      lives.addPublisher(new Manner(Way.FRAMED, false, 1, 400), new Random(2));
      lives.start();
      lives.publish();
      await().atMost(SOON).until(() -> lives.refused() > 100);
      await().during(FOR_GOOD).atMost(SOON).until(() -> !lives.ready());
      long acknowledged = lives.acknowledged();
      assertThat(acknowledged).isPositive();
      lives.stopPublishing();
      assertThat(lives.problems()).as("read while the disk is full").isEmpty();
      // Once nobody writes, a checkpoint may empty the write-ahead log: then there is room again,
      // and readiness may rightly say so before the disk has more.

      disk.makeRoom(lives.server());
      await().atMost(SOON).until(lives::ready);
      lives.publish();
      await().atMost(SOON).until(() -> lives.acknowledged() > acknowledged + 200);
      lives.stopPublishing();
      assertThat(lives.problems()).as("after there was room again").isEmpty();

      lives.kill();
      lives.start();
      assertThat(lives.problems()).as("after a restart").isEmpty();
      System.out.println("DiskFullTest " + disk + ": " + lives);
    }
  }
}
