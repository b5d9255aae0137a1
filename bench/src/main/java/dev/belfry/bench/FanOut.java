package dev.belfry.bench;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.auth.admission.CurrentIdentity;
import dev.belfry.server.auth.admission.Identity;
import dev.belfry.server.auth.ticket.LocalControl;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.edge.encode.RawTextFormat;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.RateTable;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.ClientLimits;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Dialect;
import dev.belfry.server.session.FixedSession;
import dev.belfry.server.session.Outlet;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.UserConnections;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One publish through log, hub and a thousand sessions, to sockets that take everything at once:
/// what the server adds to the kernel's part of a delivery.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOut {
  private static final int SESSIONS = 1_000;
  private static final ClientIdentity NOBODY =
      new ClientIdentity(Principals.ANONYMOUS, Credentials.none("bench"));
  private static final ChannelName CHANNEL = new ChannelName("notifications");

  private final InlineLoop loop = new InlineLoop();
  private final Counted counted = new Counted();
  private final byte[] data = new byte[128];
  private @Nullable Publisher publisher;

  /// Connects the sessions.
  @Setup
  public void connect() throws IOException {
    var config = ServerConfig.defaults();
    var policies = config.channelPolicies();
    MemoryBounds bounds = new MemoryBounds(1 << 26, 1_000, Duration.ofHours(1));
    MemoryLogs logs =
        new MemoryLogs(
            List.of(loop), policies, bounds, "e", Clock.system(), new SplittableRandom(1));
    CurrentIdentity identity = nobody(config);
    publisher = new Publisher(identity::permissions, policies, logs, 1 << 16);
    SessionContext room =
        new SessionContext(
            new Hub(loop, logs),
            publisher,
            new ProgramPublisher(publisher, List.of(loop), 1 << 20),
            new SessionBounds(1 << 16, 1 << 20, 64, 1 << 18, 64),
            new SubscriptionShares(1 << 26),
            new ClientLimits(new RateTable(0, 1), new UserConnections(0)),
            new ByteBudget(1 << 26),
            new IncomingBudget(1 << 26),
            identity,
            Clock.system(),
            UlidCreator::getUlid,
            Tracing.NONE);
    Dialect dialect = new Silent(new RawTextFormat(ByteBufAllocator.DEFAULT));
    for (int i = 0; i < SESSIONS; i++) {
      new FixedSession(room, counted, dialect, NOBODY)
          .listen(List.of(CHANNEL), List.of(new Since.Now()));
    }
    loop.drain();
  }

  private static CurrentIdentity nobody(ServerConfig config) throws IOException {
    Control control = new LocalControl(new byte[32], Clock.system(), Optional.empty());
    Tickets tickets = new Tickets(control, Clock.system(), _ -> {});
    NotBefore notBefore = new NotBefore(new byte[32]);
    return new CurrentIdentity(
        new Identity(config, control, tickets, notBefore, Clock.system(), Runnable::run),
        new RateTable(0, 1),
        Clock.system());
  }

  /// The time of one delivery.
  @Benchmark
  @OperationsPerInvocation(SESSIONS)
  public long publish() {
    if (publisher != null) {
      Draft draft = Draft.of(data, Message.Kind.TEXT, null);
      publisher.publish(Principals.ANONYMOUS, CHANNEL, draft, loop, _ -> {});
      loop.drain();
    }
    return counted.bytes;
  }

  /// A loop on the thread of the benchmark.
  private static final class InlineLoop implements Loop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final LoopCounters counters = new LoopCounters();

    void drain() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public LoopCounters counters() {
      return counters;
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {}
  }

  /// A socket that only counts.
  private static final class Counted implements Outlet {
    private long bytes;

    @Override
    public void write(Frame frame) {
      bytes += frame.bytes();
    }

    @Override
    public Object peer() {
      return CHANNEL;
    }

    @Override
    public long waitingBytes() {
      return 0;
    }

    @Override
    public void whenDrained(Runnable task) {}

    @Override
    public void reading(boolean on) {}

    @Override
    public void close(CloseReason reason) {}
  }

  private record Silent(WireFormat format) implements Dialect {
    @Override
    public @Nullable Frame begun(List<Position> positions) {
      return null;
    }

    @Override
    public GapAnswer gap(ChannelName channel, GapFrame gap) {
      return new GapAnswer.End(new CloseReason(1000, ""));
    }
  }
}
