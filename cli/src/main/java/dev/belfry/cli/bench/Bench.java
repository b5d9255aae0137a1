package dev.belfry.cli.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One run: open, settle, warm up, measure, report. The calling thread leads; event loops carry.
public final class Bench implements AutoCloseable {
  private static final long SETTLE_MILLIS = 1_000;
  private static final long GLANCE_MILLIS = 5;
  private static final long CONNECT_SECONDS_MAX = 15;

  /// What was sent before a stop has so long to arrive.
  private static final long STOP_NANOS = 1_000_000_000L;

  private final BenchPlan plan;
  private final Report report;
  private final Progress progress;
  private final PrintWriter err;
  private final Stopwatch stopwatch = Stopwatch.start();
  private final Network network = new Network();
  private final List<Tally> tallies = new ArrayList<>();
  private final Connections connections;
  private volatile boolean stopped;
  private final AtomicReference<@Nullable String> publisherTrouble = new AtomicReference<>();

  /// @param out takes the figures
  /// @param err takes the progress, and what went wrong
  public Bench(BenchPlan plan, PrintWriter out, PrintWriter err) {
    this.plan = plan;
    this.err = err;
    this.report = new Report(out, plan.process().isPresent());
    this.progress = new Progress(err, Progress.onTerminal());
    network.loops().forEach(_ -> tallies.add(new Tally(stopwatch)));
    this.connections = new Connections(plan, network, tallies);
  }

  /// Runs the plan. True when all connections opened and each message came to each of them.
  ///
  /// @throws IOException when the server can't be reached, or its process can't be read
  public boolean run() throws IOException, InterruptedException {
    boolean opened = open();
    if (!opened || plan.extent().equals(new Extent.Messages(0))) {
      return opened;
    }
    Sender sender = new Sender(publisher(), stopwatch, plan.pace(), receivingLoops());
    int first = 0;
    if (plan.warmupMessages() > 0) {
      Broadcast warmup =
          broadcast(sender, new Extent.Messages(plan.warmupMessages()), first, "warming up");
      if (stopped || !warmup.isComplete()) {
        report.print(warmup, plan.pace());
        return complain("the warm-up did not arrive");
      }
      first = plan.warmupMessages();
    }
    Broadcast measured = broadcast(sender, plan.extent(), first, "deliveries");
    report.print(measured, plan.pace());
    return (!stopped && measured.isComplete() && trouble().isEmpty())
        || complain("deliveries are missing or out of order");
  }

  /// Ends the run early: what is there so far is reported. For any thread.
  public void stop() {
    stopped = true;
    connections.stop();
  }

  private boolean open() throws IOException, InterruptedException {
    ProcessUsage before = usage();
    long begin = stopwatch.nanos();
    Thread opener = Thread.ofVirtual().start(connections::openAll);
    while (!opener.join(Duration.ofMillis(GLANCE_MILLIS))) {
      progress.show("connections", connections.openCount(), plan.connections());
    }
    long nanos = stopwatch.nanos() - begin;
    progress.next();
    Thread.sleep(SETTLE_MILLIS);
    int open = connections.openCount();
    report.print(new Opening(plan.connections(), open, nanos, before, usage()));
    return (!stopped && open == plan.connections() && connections.trouble().isEmpty())
        || complain("not all connections could be opened");
  }

  private boolean complain(String what) {
    String reason = trouble().map(text -> " (" + text + ")").orElse("");
    err.println("belfry: " + (stopped ? "stopped before its end" : what) + reason);
    err.flush();
    return false;
  }

  /// Why the run can't go well any more, if so.
  private Optional<String> trouble() {
    return Optional.ofNullable(publisherTrouble.get()).or(connections::trouble);
  }

  private ProcessUsage usage() throws IOException {
    return plan.process().isPresent()
        ? ProcessUsage.of(plan.process().getAsLong())
        : ProcessUsage.NONE;
  }

  private int receivingLoops() {
    return (int) tallies.stream().filter(tally -> tally.connections() > 0).count();
  }

  private Publisher publisher() throws IOException, InterruptedException {
    MessageTemplate template = MessageTemplate.of(plan);
    if (plan.firstConnectionPublishes()) {
      Connections.First first = connections.first().orElseThrow();
      return new WebSocketPublisher(first.connection(), first.channel(), template);
    }
    Target target = plan.publishTarget();
    EventLoop loop = network.loops().getFirst();
    return switch (target.kind()) {
      case HTTP -> {
        Channel channel = connect(network.bootstrap(loop, target));
        yield new HttpPublisher(plan, target, channel, template, this::publisherFailed);
      }
      case WEBSOCKET -> openPublisher(target, loop, template);
    };
  }

  private static Channel connect(Bootstrap bootstrap) throws IOException, InterruptedException {
    ChannelFuture attempt = bootstrap.connect().await();
    if (!attempt.isSuccess()) {
      throw new IOException(attempt.cause().getMessage(), attempt.cause());
    }
    return attempt.channel();
  }

  private Publisher openPublisher(Target target, EventLoop loop, MessageTemplate template)
      throws IOException, InterruptedException {
    CompletableFuture<Publisher> opened = new CompletableFuture<>();
    Connection.Watcher watcher =
        new Connection.Watcher() {
          @Override
          public void opened(Connection connection, Channel channel) {
            opened.complete(new WebSocketPublisher(connection, channel, template));
          }

          @Override
          public void lost(Connection connection, String reason) {
            publisherFailed(reason);
            opened.completeExceptionally(new IOException("the publisher was " + reason));
          }
        };
    connect(network.bootstrap(loop, target, new Connection(plan, target, null, watcher)));
    try {
      return opened.get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("no connection to publish through: " + failed.getMessage(), failed);
    }
  }

  private void publisherFailed(String reason) {
    publisherTrouble.compareAndSet(null, reason);
  }

  private Broadcast broadcast(Sender sender, Extent extent, int first, String what)
      throws IOException, InterruptedException {
    for (int i = 0; i < tallies.size(); i++) {
      Tally tally = tallies.get(i);
      network
          .loops()
          .get(i)
          .submit(() -> tally.begin(first, sender.window(), sender.window() > 0 ? sender : null))
          .sync();
    }
    ProcessUsage before = usage();
    long begin = stopwatch.nanos();
    sender.start(extent, first);
    awaitDeliveries(sender, what);
    return summary(sender, begin, before);
  }

  /// Waits until all is delivered, or nothing has been for as long as the plan is patient.
  private void awaitDeliveries(Sender sender, String what) throws InterruptedException {
    progress.next();
    long seen = -1;
    long seenNanos = stopwatch.nanos();
    while (trouble().isEmpty() && stopwatch.nanos() - seenNanos < patienceNanos()) {
      if (stopped) {
        sender.stop();
      }
      boolean finished = sender.finished();
      long delivered = delivered();
      if (finished && delivered >= expected(sender)) {
        break;
      }
      if (delivered != seen) {
        seen = delivered;
        seenNanos = stopwatch.nanos();
      }
      progress.show(what, delivered, 0);
      Thread.sleep(GLANCE_MILLIS);
    }
    progress.next();
  }

  private long patienceNanos() {
    return stopped ? STOP_NANOS : plan.patience().toNanos();
  }

  private long delivered() {
    return tallies.stream().mapToLong(Tally::delivered).sum();
  }

  private long expected(Sender sender) {
    return (long) sender.sent() * plan.connections();
  }

  private Broadcast summary(Sender sender, long begin, ProcessUsage before)
      throws IOException, InterruptedException {
    ProcessUsage after = usage();
    Histogram latencies = new Histogram(3);
    long last = begin;
    long disordered = 0;
    for (int i = 0; i < tallies.size(); i++) {
      Tally tally = tallies.get(i);
      network.loops().get(i).submit(() -> latencies.add(tally.latencies())).sync();
      last = Math.max(last, tally.lastNanos());
      disordered += tally.disordered();
    }
    return new Broadcast(
        sender.sent(),
        expected(sender),
        delivered(),
        disordered,
        last - begin,
        latencies,
        before,
        after);
  }

  @Override
  public void close() {
    network.close();
  }
}
