package dev.belfry.server.simulation;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PublishReply;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy.Store;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.inbox.AbsentInboxes;
import dev.belfry.server.inbox.InboxLoops;
import dev.belfry.server.inbox.LoopInboxes;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.PageBounds;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.TestLimits;
import dev.belfry.server.store.RoutedLogs;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One run of a server, wired as `Node` does it but for the sockets.
final class SimulatedServer {
  static final int OUTBOX_BYTES_MAX = 400;
  static final int OUTBOX_UNRECORDED_BYTES_MAX = 4_000;

  private static final SessionBounds SESSIONS =
      new SessionBounds(OUTBOX_BYTES_MAX, OUTBOX_UNRECORDED_BYTES_MAX, 8, 2_000, 8);

  /// What may wait for all clients of a loop: more than there ever is, or soon used up.
  private static final int[] BUDGETS = {1 << 20, 1_500, 300};

  /// What all clients of a loop may have sent that waits: more than there ever is, or soon used up.
  private static final int[] INCOMING = {1 << 20, 2_500, 250};

  /// Of the loops, so many are event loops; then comes the durable store's writer, then its reader,
  /// and what stands for the threads of the embedding program's handlers.
  private static final int EVENT_LOOPS = 3;

  static final int WRITER = EVENT_LOOPS;
  static final int READER = EVENT_LOOPS + 1;
  static final int HANDLERS = EVENT_LOOPS + 2;

  /// How long a user stays present after the last connection went.
  static final Duration GRACE = Duration.ofSeconds(1);

  /// Users up to which a channel tells who they are: more than there are, or soon too few.
  private static final int[] MEMBERS = {10, 2};

  private final SplittableRandom random;
  private final Clock clock;
  private final SimulatedLoops loops;
  private final AnonymousIdentities identities;
  private final int membersMax;
  private final Publisher publisher;
  private final ProgramPublisher program;
  private final SimulatedLoop programThreads;
  private final List<Door> doors = new ArrayList<>();

  static SimulatedLoops loops(long seed) {
    return new SimulatedLoops(EVENT_LOOPS + 3, seed);
  }

  /// A server without a fault, over a model of the durable store.
  ///
  /// @param unreadable whether the next read of a durable channel fails
  static SimulatedServer overAModel(SimulatedLoops loops, BooleanSupplier unreadable) {
    Truth truth = new Truth();
    return new SimulatedServer(
        loops,
        Channels.policies(true),
        "run1",
        new ModelStore(loops, truth),
        truth,
        Fault.NONE,
        unreadable);
  }

  /// @param policies of this run
  /// @param epoch of its memory, new with every run
  /// @param unreadable whether the next read of a durable channel fails
  SimulatedServer(
      SimulatedLoops loops,
      ChannelPolicies policies,
      String epoch,
      DurableStore store,
      Truth truth,
      Fault fault,
      BooleanSupplier unreadable) {
    this(loops, policies, epoch, epoch.hashCode(), store, truth, fault, unreadable);
  }

  /// @param seed of its bounds
  SimulatedServer(
      SimulatedLoops loops,
      ChannelPolicies policies,
      String epoch,
      long seed,
      DurableStore store,
      Truth truth,
      Fault fault,
      BooleanSupplier unreadable) {
    List<SimulatedLoop> eventLoops = loops.loops().subList(0, EVENT_LOOPS);
    MemoryBounds bounds = new MemoryBounds(1 << 28, 100_000, Duration.ofHours(24));
    random = new SplittableRandom(seed);
    clock = loops;
    this.loops = loops;
    var memory = new MemoryLogs(eventLoops, policies, bounds, epoch, loops, random);
    Logs both =
        new RoutedLogs(
            policies, Map.of(Store.MEMORY, memory, Store.DURABLE, store.open(policies, memory)));
    Logs faulty = new FaultyLogs(fault, new SmallReads(both, random, unreadable));
    Logs logs = new WitnessedLogs(faulty, store, epoch, loops, truth);
    identities = new AnonymousIdentities(policies);
    publisher = new Publisher(identities::permissions, policies, logs, 1 << 16);
    membersMax = MEMBERS[random.nextInt(MEMBERS.length)];
    var presences =
        new Presences(eventLoops, policies, new PresenceBounds(membersMax, GRACE), loops);
    programThreads = loops.loops().get(HANDLERS);
    program = new ProgramPublisher(publisher, eventLoops, 1 << 20, answer -> await(answer, fault));
    var inboxes = new InboxLoops(new AbsentInboxes("none"), eventLoops, loops, 1 << 20);
    for (SimulatedLoop loop : eventLoops) {
      ByteBudget outboxes = new ByteBudget(BUDGETS[random.nextInt(BUDGETS.length)]);
      HistoryReader history = new HistoryReader(logs, loop, PageBounds.LARGEST, outboxes);
      FramedContext framed =
          framedOf(policies, history, memory, presences.on(loop), inboxes.on(loop));
      doors.add(door(new Hub(loop, logs), framed, outboxes, fault));
    }
    memory.start();
  }

  private static void await(CompletableFuture<Optional<PublishOutcome>> answer, Fault fault) {
    if (fault.waitsForPublishes()) {
      ProgramThread.await(answer);
    } else {
      Position anywhere = new Position("unknown", 1);
      answer.complete(
          Optional.of(
              new PublishOutcome.Accepted(
                  new PublishReply("id", "channel", anywhere, Instant.EPOCH, false))));
    }
  }

  /// The server ends: the threads of the program that wait for it go on, up to their end.
  void endProgram() {
    program.close();
    loops.settle(List.of(programThreads));
  }

  private Door door(Hub hub, FramedContext framed, ByteBudget outboxes, Fault fault) {
    int incoming = INCOMING[random.nextInt(INCOMING.length)];
    var room =
        new SessionContext(
            hub,
            publisher,
            program,
            SESSIONS,
            new SubscriptionShares(Long.MAX_VALUE),
            TestLimits.NONE,
            outboxes,
            new IncomingBudget(incoming),
            identities,
            clock,
            () -> ulid(random),
            Tracing.NONE);
    return new Door(room, framed, incoming < 1 << 20, fault);
  }

  private FramedContext framedOf(
      ChannelPolicies policies,
      HistoryReader history,
      MemoryLogs memory,
      LoopPresence presence,
      LoopInboxes inboxes) {
    return new FramedContext(
        policies,
        history,
        new Scheduler(identities::permissions, publisher, memory, clock),
        presence,
        inboxes,
        256,
        1_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(25));
  }

  private static Ulid ulid(SplittableRandom random) {
    return new Ulid(random.nextLong(), random.nextLong());
  }

  Publisher publisher() {
    return publisher;
  }

  /// Publishes a text as somebody on a loop, which has been entered.
  void publish(
      ChannelName channel, String text, SimulatedLoop loop, Consumer<PublishOutcome> then) {
    Draft draft = Draft.of(text.getBytes(StandardCharsets.US_ASCII), Message.Kind.TEXT, null);
    publisher.publish(Principals.ANONYMOUS, channel, draft, loop, then);
  }

  /// Users up to which a channel tells who they are.
  int membersMax() {
    return membersMax;
  }

  /// All is taken and answered, so nothing counts any more.
  void verify() {
    for (Door door : doors) {
      IncomingBudget incoming = door.room().incoming();
      Violation.unless(
          Breach.INCOMING_HELD,
          incoming.bytes() == 0 && incoming.addresses() == 0,
          () -> incoming.bytes() + " bytes of " + incoming.addresses() + " addresses are held");
    }
  }

  /// Its event loops.
  List<SimulatedLoop> eventLoops() {
    return doors.stream().map(Door::loop).toList();
  }

  /// One for each event loop.
  List<Door> doors() {
    return doors;
  }
}
