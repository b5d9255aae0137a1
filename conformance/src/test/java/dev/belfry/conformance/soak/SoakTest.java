package dev.belfry.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.RunningServer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers, one in the clear and one with TLS, have clients that stall, vanish and flood,
/// stores that pause, and reloads. When all clients have gone, each holds what it held after a
/// short while of the same. `-Dbelfry.soakSeconds=` makes it longer.
class SoakTest {
  private static final Duration SOAK = Duration.ofSeconds(Long.getLong("belfry.soakSeconds", 120));

  /// Caches fill, pools get their threads, and logs what they may keep.
  private static final Duration WARM_UP = Duration.ofSeconds(Math.min(SOAK.toSeconds() / 4, 120));

  private static final Duration SETTLE_MAX = Duration.ofMinutes(3);

  /// What may still fill up that had room when it began: 4 MiB of logs, 2 MiB of tails, idempotency
  /// keys, pools of buffers with what the leak detector notes of each.
  private static final long HEAP_BYTES_MORE_MAX = 12 << 20;

  /// Netty's allocator keeps what it has taken, in chunks: as many as the worst moment took.
  private static final long DIRECT_BYTES_MORE_MAX = 8 << 20;

  /// Threads that carry virtual ones are made as they are needed.
  private static final long THREADS_MORE_MAX = 4;

  /// Readers of the database are opened as they are needed, two files each.
  private static final long DESCRIPTORS_MORE_MAX = 6;

  @TempDir Path folder;

  @Test
  void aServerEndsWhereItBegan() throws Exception {
    try (SoakedServer plain = SoakedServer.plain(folder.resolve("plain"));
        SoakedServer tls = SoakedServer.withTls(folder.resolve("tls"));
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Void>> both = List.of(() -> soak(plain), () -> soak(tls));
      for (Future<Void> each : threads.invokeAll(both)) {
        each.get();
      }
    }
  }

  /// The control: buffers that a program loses are found, by the options that servers have here.
  @Test
  void lostBuffersAreFound() throws Exception {
    String classes =
        Path.of(LostBuffers.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    List<String> command = new ArrayList<>(List.of(RunningServer.java()));
    command.addAll(SoakedServer.JVM);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("belfry.jar") + File.pathSeparator + classes,
            LostBuffers.class.getName()));
    try (RunningServer program = RunningServer.launch(command, folder, Map.of())) {
      program.awaitReady();
      assertThat(program.leaks()).as(program::output).isPositive();
    }
  }

  private static Void soak(SoakedServer server) throws Exception {
    long seed = System.nanoTime();
    Soak soak = new Soak(server, seed);
    Figures fresh = server.figures();
    tell(server, "fresh", fresh.toString());
    tell(server, "warming up", soak.run(WARM_UP));
    Figures began = settled(server, fresh, Long.MAX_VALUE, Long.MAX_VALUE);
    tell(server, "began", began.toString());
    tell(server, "soaked", soak.run(SOAK));
    Figures ended =
        settled(
            server,
            fresh,
            began.descriptors() + DESCRIPTORS_MORE_MAX,
            began.threads() + THREADS_MORE_MAX);
    tell(server, "ended", ended.toString());
    assertThat(ended.heapBytes() - began.heapBytes()).isLessThan(HEAP_BYTES_MORE_MAX);
    assertThat(ended.directBytes() - began.directBytes()).isLessThan(DIRECT_BYTES_MORE_MAX);
    assertThat(server.leave()).as(server::output).isZero();
    assertThat(server.leaks()).as(server::output).isZero();
    return null;
  }

  private static void tell(SoakedServer server, String when, String what) {
    System.out.println("SoakTest " + server.name() + " " + when + ": " + what);
  }

  /// What it holds when all clients have gone: nothing of theirs.
  private static Figures settled(
      SoakedServer server, Figures fresh, long descriptorsMax, long threadsMax) {
    AtomicReference<Figures> last = new AtomicReference<>(fresh);
    await(server.name())
        .atMost(SETTLE_MAX)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> {
          Figures figures = server.figures();
          assertThat(figures.ofClients()).isEqualTo(fresh.ofClients());
          assertThat(figures.descriptors()).as("descriptors").isLessThanOrEqualTo(descriptorsMax);
          assertThat(figures.threads()).as("threads").isLessThanOrEqualTo(threadsMax);
          last.set(figures);
        });
    return last.get();
  }
}
