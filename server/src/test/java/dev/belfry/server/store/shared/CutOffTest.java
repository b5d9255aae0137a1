package dev.belfry.server.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.CloseCode;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.Since;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FixedSession;
import dev.belfry.server.session.Outlet;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SilentDialect;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.TestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What becomes of the clients of a node that can't reach its engine any more, by the simulation's
/// clock.
class CutOffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration CUT_OFF = Duration.ofSeconds(10);
  private static final ChannelName NEWS = new ChannelName("news");
  private static final int CLIENTS = 200;

  private final SimulatedLoops loops = new SimulatedLoops(3, 7);
  private final SimulatedLoop loop = loops.loops().getFirst();
  private final ModelEngine engine =
      new ModelEngine(
          new ModelServer(), loops, loops.loops().get(1), new Random(7), SharedFault.NONE);
  private final SharedLogs logs =
      new SharedLogs(
          engine,
          loops.loops().getLast(),
          ServerConfig.defaults().channelPolicies(),
          new SharedBounds(1 << 20, 1 << 20, CUT_OFF),
          loops);
  private final SessionContext context = context();
  private final List<Client> clients = new ArrayList<>();

  private SessionContext context() {
    ChannelPolicies policies = ServerConfig.defaults().channelPolicies();
    AnonymousIdentities identities = new AnonymousIdentities(policies);
    Publisher publisher = new Publisher(identities::permissions, policies, logs, 1 << 16);
    Random random = new Random(7);
    Supplier<Ulid> ids = () -> new Ulid(random.nextLong(), random.nextLong());
    return new SessionContext(
        new Hub(loop, logs),
        publisher,
        new ProgramPublisher(publisher, loops.loops(), 1 << 20),
        new SessionBounds(1 << 16, 1 << 20, 64, 1 << 18, 64),
        new SubscriptionShares(Long.MAX_VALUE),
        TestLimits.NONE,
        new ByteBudget(1 << 20),
        new IncomingBudget(1 << 20),
        identities,
        loops,
        ids,
        Tracing.NONE);
  }

  /// One that listens, and is looked at once a second like all others.
  private final class Client implements Outlet {
    private final FixedSession session =
        new FixedSession(context, this, new SilentDialect(), AnonymousIdentities.CLIENT);
    int closeCode;

    Client() {
      loops.enter(loop);
      session.listen(List.of(NEWS), List.of(new Since.Now()));
      clients.add(this);
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
    public void reading(boolean on) {}

    @Override
    public void close(CloseReason reason) {
      closeCode = reason.code();
    }
  }

  /// Lets seconds pass, in each of which all sessions are looked at.
  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      loops.pass(SECOND);
      loops.enter(loop);
      clients.forEach(client -> client.session.review());
      loops.settle();
    }
  }

  private long told() {
    return clients.stream().filter(client -> client.closeCode == CloseCode.UNAVAILABLE).count();
  }

  private void connect() {
    logs.start();
    loops.pass(SECOND);
    for (int i = 0; i < CLIENTS; i++) {
      new Client();
    }
    pass(2);
  }

  @Test
  void clientsStayForAsLongAsTheEngineMayBackAndAreThenToldInTurn() {
    connect();
    engine.away = true;
    pass(9);
    assertThat(told()).isZero();
    List<Long> toldPerSecond = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      long before = told();
      pass(1);
      toldPerSecond.add(told() - before);
    }
    assertThat(told()).isEqualTo(CLIENTS);
    assertThat(toldPerSecond).allMatch(each -> each < CLIENTS / 3);
  }

  @Test
  void whoComesMeanwhileIsRefusedAtOnce() {
    connect();
    engine.away = true;
    pass(12);
    Client late = new Client();
    loops.settle();
    assertThat(late.closeCode).isEqualTo(CloseCode.UNAVAILABLE);
  }

  @Test
  void onceTheEngineIsBackNobodyIsToldAnyMore() {
    connect();
    engine.away = true;
    pass(13);
    assertThat(told()).isBetween(1L, CLIENTS - 1L);
    engine.away = false;
    pass(1);
    long before = told();
    pass(20);
    assertThat(told()).isEqualTo(before);
    Client late = new Client();
    pass(2);
    assertThat(late.closeCode).isZero();
  }

  @Test
  void anEngineThatIsAwayForShorterIsNotTalkedAbout() {
    connect();
    for (int i = 0; i < 5; i++) {
      engine.away = true;
      pass(8);
      engine.away = false;
      pass(3);
    }
    assertThat(told()).isZero();
  }

  @Test
  void aNodeThatStoodStillItselfHasNotWaited() {
    connect();
    loops.elapse(Duration.ofMinutes(5)); // all that fell due waits for its turn
    pass(3);
    assertThat(told()).isZero();
  }
}
