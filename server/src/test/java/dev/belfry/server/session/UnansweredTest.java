package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.CloseCode;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Publishes that a log holds back: they are bounded by their size, of one client and of all, and
/// count until they are answered.
class UnansweredTest {
  private static final ChannelName CHANNEL = new ChannelName("busy");
  private static final int MESSAGE = 60_000;
  private static final int UNANSWERED_BYTES_MAX = 256 * 1024;

  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  private final Loop loop = simulation.loops().getFirst();
  private final HeldLogs logs = new HeldLogs(memory());
  private final IncomingBudget incoming = new IncomingBudget(1 << 20);
  private final SessionContext context = context();

  private MemoryLogs memory() {
    return new MemoryLogs(
        simulation.loops(),
        ServerConfig.defaults().channelPolicies(),
        new MemoryBounds(1 << 20, 100, Duration.ofHours(1)),
        "e1",
        simulation,
        new SplittableRandom(1));
  }

  private SessionContext context() {
    ChannelPolicies policies = ServerConfig.defaults().channelPolicies();
    AnonymousIdentities identities = new AnonymousIdentities(policies);
    Publisher publisher = new Publisher(identities::permissions, policies, logs, 1 << 16);
    return new SessionContext(
        new Hub(loop, logs),
        publisher,
        new ProgramPublisher(publisher, simulation.loops(), 1 << 20),
        new SessionBounds(1 << 16, 1 << 20, 64, UNANSWERED_BYTES_MAX, 64),
        new SubscriptionShares(Long.MAX_VALUE),
        TestLimits.NONE,
        new ByteBudget(1 << 20),
        incoming,
        identities,
        simulation,
        UlidCreator::getUlid,
        Tracing.NONE);
  }

  private final class Client implements Outlet {
    final RawSession session =
        new RawSession(context, this, new SilentDialect(), AnonymousIdentities.CLIENT, CHANNEL);
    boolean reading = true;
    int closeCode;

    Client() {
      session.open(new Since.Now());
      simulation.settle();
    }

    /// Sends for as long as it is read.
    int sendAllItMay() {
      int sent = 0;
      while (reading && closeCode == 0) {
        session.onText(new byte[MESSAGE]);
        sent++;
      }
      return sent;
    }

    @Override
    public void write(Frame frame) {}

    @Override
    public long waitingBytes() {
      return 0;
    }

    @Override
    public void whenDrained(Runnable task) {
      loop.execute(task);
    }

    @Override
    public Object peer() {
      return "client";
    }

    @Override
    public void reading(boolean on) {
      reading = on;
    }

    @Override
    public void close(CloseReason reason) {
      closeCode = reason.code();
    }
  }

  @Test
  void oneClientIsNotReadWhileTooManyBytesOfItAreUnanswered() {
    Client client = new Client();
    assertThat(client.sendAllItMay()).isEqualTo(5);
    assertThat(incoming.bytes()).isBetween(5L * MESSAGE, 6L * MESSAGE);
    logs.answerOne();
    assertThat(client.reading).isTrue();
    logs.answerAll();
    assertThat(incoming.bytes()).isZero();
    assertThat(client.closeCode).isZero();
  }

  @Test
  void whatIsAnsweredAtOnceIsNeverCounted() {
    logs.holding = false;
    Client client = new Client();
    for (int i = 0; i < 100; i++) {
      client.session.onText(new byte[MESSAGE]);
      assertThat(incoming.bytes()).isZero();
    }
    assertThat(client.reading).isTrue();
  }

  @Test
  void allClientsTogetherHaveHalfOfWhatMayBeHeldAndOneMessageEach() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Client client = new Client();
      clients.add(client);
      client.sendAllItMay();
    }
    assertThat(incoming.bytes()).isLessThan((1 << 20) + 2 * MESSAGE);
    assertThat(clients).anyMatch(client -> client.closeCode == CloseCode.UNAVAILABLE);
    logs.answerAll();
    assertThat(incoming.bytes()).isZero();
    assertThat(clients)
        .allMatch(client -> client.reading || client.closeCode == CloseCode.UNAVAILABLE);
  }

  @Test
  void whatAClientThatLeftHasUnansweredCountsUntilItIsAnswered() {
    Client client = new Client();
    client.sendAllItMay();
    long held = incoming.bytes();
    client.session.end(CloseCode.ABNORMAL);
    assertThat(incoming.bytes()).isEqualTo(held);
    logs.answerAll();
    assertThat(incoming.bytes()).isZero();
  }

  /// Holds appends back until it is told to answer.
  private static final class HeldLogs implements ForwardingLogs {
    private final Logs logs;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    boolean holding = true;

    HeldLogs(Logs logs) {
      this.logs = logs;
    }

    @Override
    public Logs logs() {
      return logs;
    }

    void answerOne() {
      held.remove().run();
    }

    void answerAll() {
      while (!held.isEmpty()) {
        answerOne();
      }
    }

    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      if (holding) {
        held.add(() -> logs.append(channel, draft, caller, then));
      } else {
        logs.append(channel, draft, caller, then);
      }
    }

    @Override
    public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
      then.accept(new Unavailable("not asked for"));
    }
  }
}
