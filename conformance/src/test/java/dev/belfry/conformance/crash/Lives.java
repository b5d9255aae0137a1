package dev.belfry.conformance.crash;

import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.crash.Publisher.Manner;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// The servers that live on one data folder, one after the other, with those who publish to its
/// durable channels and listen there.
final class Lives implements AutoCloseable {
  /// A rule for the channels here: they are durable, and keep more than is published.
  static final String RULE =
      "[{match: 'kept/**', durable: true, history: {count: 1000000, bytes: 1GiB, age: 7d}}]";

  private static final List<String> CHANNELS = List.of("kept/orders", "kept/news");
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);

  private final List<String> command;
  private final Path directory;
  private final Map<String, String> environment;
  private final List<Ledger> ledgers = CHANNELS.stream().map(Ledger::new).toList();
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Thread> publishing = new ArrayList<>();
  private AtomicBoolean over = new AtomicBoolean();
  private volatile int port;
  private @Nullable RunningServer server;

  /// @param command starts a server, the same for each life
  /// @param directory where it runs
  Lives(List<String> command, Path directory, Map<String, String> environment) {
    this.command = command;
    this.directory = directory;
    this.environment = environment;
  }

  /// Adds a publisher to each channel.
  void addPublisher(Manner manner, Random seeds) {
    for (Ledger ledger : ledgers) {
      String name = "publisher" + publishers.size();
      publishers.add(new Publisher(ledger, name, manner, new Random(seeds.nextLong())));
    }
  }

  /// Begins the next life.
  void start() throws IOException {
    RunningServer next = RunningServer.launch(command, directory, environment);
    server = next;
    next.awaitReady();
    port = next.port();
    if (witnesses.isEmpty()) {
      for (String channel : CHANNELS) {
        witnesses.add(new StreamWitness(channel, () -> port));
        witnesses.add(new FramedWitness(channel, () -> port));
      }
      witnesses.forEach(Witness::start);
    }
  }

  /// A life that ends so long after its beginning: before the server is ready, or soon after.
  void startAndKillAfter(Duration time) throws IOException {
    RunningServer next = RunningServer.launch(command, directory, environment);
    LockSupport.parkNanos(time.toNanos());
    next.kill();
  }

  RunningServer server() {
    if (server == null) {
      throw new IllegalStateException("no server yet");
    }
    return server;
  }

  /// All publishers begin, and go on until the server is gone or they are stopped.
  void publish() {
    AtomicBoolean ended = new AtomicBoolean();
    over = ended;
    int now = port;
    for (Publisher publisher : publishers) {
      publishing.add(Thread.ofPlatform().start(() -> publisher.run(now, ended::get)));
    }
  }

  /// Waits until the publishers have the answers that they wait for, or know that none comes.
  void stopPublishing() throws InterruptedException {
    over.set(true);
    for (Thread thread : publishing) {
      thread.join();
    }
    publishing.clear();
  }

  /// Ends the life in the middle of whatever the server does.
  void kill() throws InterruptedException {
    server().kill();
    stopPublishing();
  }

  /// Ends the life as an operator does; the exit code.
  int leave() throws InterruptedException {
    server().askToLeave();
    return server().awaitExit();
  }

  /// Whether the server says that it is ready.
  boolean ready() throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.get("/health/ready");
      int status = connection.readHead().status();
      if (status != 200 && status != 503) {
        throw new IOException("/health/ready answered " + status);
      }
      return status == 200;
    }
  }

  long acknowledged() {
    return ledgers.stream().mapToLong(Ledger::acknowledgedCount).sum();
  }

  long refused() {
    return ledgers.stream().mapToLong(Ledger::refusedCount).sum();
  }

  /// Compares what the server has now with what was acknowledged, and what subscribers saw with
  /// both, once they have caught up. Nobody must be publishing.
  ///
  /// @return what is wrong, each in a sentence
  List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Ledger ledger : ledgers) {
      List<Kept> kept = historyOf(ledger.channel());
      problems.addAll(ledger.problems(kept));
      for (Witness witness : witnesses) {
        if (witness.channel().equals(ledger.channel())) {
          problems.addAll(problems(witness, kept));
        }
      }
    }
    return problems;
  }

  private static List<String> problems(Witness witness, List<Kept> kept) {
    try {
      await().atMost(CATCH_UP_MAX).until(() -> witness.seenCount() >= kept.size());
    } catch (ConditionTimeoutException behind) {
      witness.problem("does not catch up");
    }
    return witness.problems(kept);
  }

  private List<Kept> historyOf(String channel) throws IOException {
    try {
      return History.read(port, channel);
    } catch (IOException failure) {
      throw new IOException(
          failure.getMessage() + "; the server said:\n" + server().output(), failure);
    }
  }

  @Override
  public String toString() {
    return acknowledged() + " messages acknowledged, " + refused() + " refused";
  }

  @Override
  public void close() throws IOException {
    over.set(true);
    if (server != null) {
      server.kill();
    }
    for (Witness witness : witnesses) {
      witness.close();
    }
  }
}
