package dev.belfry.conformance.crash;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.crash.Publisher.Manner;
import dev.belfry.conformance.crash.Publisher.Way;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk under a server says that it could not write what it was given: a library loaded before
/// the C library makes `fsync` and `fdatasync` fail while a file is there. While they fail, nothing
/// is acknowledged; when they work again, the server goes on by itself.
class FailingSyncTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int ROUNDS = 5;

  @TempDir Path folder;

  @Test
  void nothingIsAcknowledgedWhileTheDiskFails() throws Exception {
    Path fails = folder.resolve("sync-fails");
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD", failingSync().toString(),
            "FAILING_SYNC_WHILE", fails.toString());
    List<String> command =
        RunningServer.command(List.of("-Xmx256m"), "--data", "data", "--channels=" + Lives.RULE);
    try (Lives lives = new Lives(command, folder, environment)) {
      lives.addPublisher(new Manner(Way.HTTP, true, 1, 4_000), new Random(1));
      lives.addPublisher(new Manner(Way.FRAMED, false, 1, 4_000), new Random(2));
      lives.start();
      for (int round = 0; round < ROUNDS; round++) {
        acknowledges(lives);
        lives.publish();
        Files.createFile(fails);
        refuses(lives);
        lives.stopPublishing();
        assertThat(lives.problems()).as("while the disk fails").isEmpty();
        if (round % 2 == 1) {
          lives.kill();
          Files.delete(fails);
          lives.start();
          assertThat(lives.problems()).as("after a restart").isEmpty();
        } else {
          Files.delete(fails);
          await().atMost(SOON).until(lives::ready);
        }
      }
      acknowledges(lives);
      assertThat(lives.leave()).isZero();
      lives.start();
      assertThat(lives.problems()).as("after the last restart").isEmpty();
      System.out.println("FailingSyncTest: " + lives);
    }
  }

  private static void acknowledges(Lives lives) throws Exception {
    long before = lives.acknowledged();
    lives.publish();
    await().atMost(SOON).until(() -> lives.acknowledged() > before + 50);
    lives.stopPublishing();
    assertThat(lives.problems()).as("while the disk works").isEmpty();
  }

  private static void refuses(Lives lives) {
    long refused = lives.refused();
    await().atMost(SOON).until(() -> lives.refused() > refused + 20 && !lives.ready());
    long acknowledged = lives.acknowledged();
    await().atMost(SOON).until(() -> lives.refused() > refused + 200);
    assertThat(lives.acknowledged())
        .as("acknowledged while the disk fails")
        .isEqualTo(acknowledged);
  }

  private Path failingSync() throws IOException, InterruptedException {
    Path source = folder.resolve("failing_sync.c");
    Path library = folder.resolve("failing_sync.so");
    try (InputStream text = FailingSyncTest.class.getResourceAsStream("failing_sync.c")) {
      Files.write(source, requireNonNull(text).readAllBytes());
    }
    Process compiler;
    try {
      compiler =
          new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException missing) {
      throw new IOException("this test needs a C compiler called cc: install gcc", missing);
    }
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
    return library;
  }
}
