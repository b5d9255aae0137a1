package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.simulation.DurableStore.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A server, its clients and its publishers, and what happens to them: one step after another, each
/// drawn from the seed.
final class World {
  private static final int STEPS = 500;
  private static final int CLIENTS = 10;
  private static final int HANDLER_CLIENTS = 2;
  private static final CloseReason LEAVING = new CloseReason(CloseCode.LEAVING, "leaving");

  /// Makes the durable store that the server has.
  @FunctionalInterface
  interface Storage {
    DurableStore of(
        SimulatedLoops loops, Truth truth, Appointments appointments, Fault fault, long seed);
  }

  private final Random random;
  private final SimulatedLoops loops;
  private final Truth truth = new Truth();
  private final Appointments appointments;
  private final DurableStore store;
  private final Fault fault;
  private final Consumer<String> trace;
  private final Publishers publishers;
  private final List<SimulatedClient> clients = new ArrayList<>();

  /// The channels that something is scheduled in by the durable store, in this run.
  private List<ChannelName> scheduled = List.of();

  private SimulatedServer server;
  private int runs;
  private boolean ending;

  /// @param trace hears of each step
  World(Storage storage, long seed, Fault fault, Consumer<String> trace) {
    this.random = new Random(seed);
    this.loops = SimulatedServer.loops(seed);
    this.appointments = new Appointments(loops);
    this.fault = fault;
    this.trace = trace;
    this.publishers = new Publishers(random, loops, appointments, trace);
    this.store = storage.of(loops, truth, appointments, fault, seed);
    this.server = start();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(client(i));
    }
    for (int i = 0; i < HANDLER_CLIENTS; i++) {
      clients.add(new HandlerClient("handler" + i, someChannels(1), random, loops, truth));
    }
  }

  private SimulatedServer start() {
    boolean wanderersAreDurable = random.nextBoolean();
    scheduled = wanderersAreDurable ? Channels.ON_DISK : Channels.DURABLE;
    return new SimulatedServer(
        loops,
        Channels.policies(wanderersAreDurable),
        "run" + ++runs,
        random.nextLong(),
        store,
        truth,
        fault,
        () -> !ending && random.nextInt(20) == 0);
  }

  private SimulatedClient client(int i) {
    return switch (i % 3) {
      case 0 -> new LineClient("raw" + i, SessionKind.RAW, someChannels(1), random, loops);
      case 1 -> new LineClient("stream" + i, SessionKind.STREAM, someChannels(3), random, loops);
      default -> new FramedClient("framed" + i, someChannels(4), random, loops, truth, store);
    };
  }

  private List<ChannelName> someChannels(int most) {
    List<ChannelName> channels = new ArrayList<>(Channels.ALL);
    Collections.shuffle(channels, random);
    return channels.subList(0, 1 + random.nextInt(most));
  }

  void run() {
    try (store;
        ExpectedFailures _ = new ExpectedFailures()) {
      for (int i = 0; i < STEPS; i++) {
        step();
        truth.shows(loops.wallMillis());
      }
      finish();
    } finally {
      server.endProgram();
    }
  }

  private void step() {
    SimulatedClient client = clients.get(random.nextInt(clients.size()));
    int lot = random.nextInt(1_000);
    if (lot < 400) {
      loops.step();
    } else if (lot < 600) {
      told("reads", client);
      client.read(1 + random.nextInt(300));
    } else if (lot < 750) {
      publish();
    } else if (lot < 830) {
      told("acts", client);
      client.act();
    } else if (lot < 930) {
      connectOrStall(client);
    } else if (lot < 985) {
      loops.elapse(Duration.ofMillis(1 + random.nextInt(200)));
    } else {
      rare();
    }
  }

  private void publish() {
    Schedule schedule = store.schedule();
    if (schedule != null && random.nextInt(8) == 0) {
      publishers.planAhead(server, schedule, scheduled);
    } else {
      publishers.publish(server);
    }
  }

  private void connectOrStall(SimulatedClient client) {
    if (!client.connected()) {
      told("connects", client);
      client.connect(anyDoor());
    } else if (random.nextInt(4) == 0) {
      told("is cut", client);
      client.cut(random.nextInt(4));
    } else {
      client.stalled = random.nextBoolean();
      told(client.stalled ? "stalls" : "reads again", client);
    }
  }

  private Door anyDoor() {
    return server.doors().get(random.nextInt(server.doors().size()));
  }

  private void told(String what, SimulatedClient client) {
    trace.accept(client + " " + what);
  }

  private void rare() {
    switch (random.nextInt(6)) {
      case 0 -> jump(Duration.ofSeconds(random.nextInt(600) - 300));
      case 1 -> leave();
      case 2 -> restart(anyEnding());
      case 3, 4 -> {
        trace.accept("the durable store meets trouble");
        store.meetTrouble(random);
      }
      default -> publishers.burst(server);
    }
  }

  private Ending anyEnding() {
    return switch (random.nextInt(3)) {
      case 0 -> Ending.KILLED;
      case 1 -> Ending.STOPPED;
      default -> Ending.SET_BACK;
    };
  }

  private void jump(Duration by) {
    trace.accept("the wall clock jumps by " + by);
    loops.jump(by);
  }

  private void leave() {
    trace.accept("the server leaves gracefully");
    clients.forEach(client -> client.leave(LEAVING));
  }

  /// Connections end, and memory with them.
  private void restart(Ending how) {
    trace.accept("the server is " + how + " and starts again");
    if (how == Ending.STOPPED) {
      leave();
      loops.pass(Duration.ofMillis(10));
      store.end(how);
      loops.settle();
      publishers.verify();
    }
    clients.forEach(client -> client.cut(0));
    clients.forEach(SimulatedClient::serverEnded);
    if (how != Ending.STOPPED) {
      loops.settle(server.eventLoops()); // the truth hears what was appended to memory
      store.end(how);
    }
    server.endProgram();
    loops.kill();
    publishers.serverEnded();
    server = start();
  }

  // ---- the end

  private void finish() {
    trace.accept("the end: half of the clients read, the others stall");
    store.recover();
    ending = true;
    for (SimulatedClient client : clients) {
      client.stalled = random.nextBoolean();
    }
    letRead();
    publishers.verify();
    truth.shows(loops.wallMillis());
    truth.verify();
    clients.forEach(client -> client.verify(truth, this::epochOf, !client.stalled));
    trace.accept("the end: all read");
    clients.forEach(client -> client.stalled = false);
    Channels.DURABLE.forEach(channel -> publishers.mustBeTaken(server, channel));
    letRead();
    publishers.verify();
    truth.shows(loops.wallMillis());
    clients.forEach(client -> client.verify(truth, this::epochOf, true));
    letPresenceSettle();
    letAllAppear();
  }

  /// Nobody comes or goes any more, so who is there is known.
  private void letPresenceSettle() {
    int before;
    int rounds = 0;
    do {
      Violation.unless(Breach.NEVER_AT_REST, ++rounds < 50, "clients come and go for ever");
      before = connections();
      letRead();
      for (Duration passed = Duration.ZERO;
          passed.compareTo(SimulatedServer.GRACE.multipliedBy(3)) < 0;
          passed = passed.plus(Duration.ofMillis(100))) {
        loops.pass(Duration.ofMillis(100));
        clients.forEach(SimulatedClient::readAll);
      }
    } while (connections() > before || !clients.stream().allMatch(SimulatedClient::connected));
    trace.accept("the end: nobody comes or goes any more");
    server.verify();
    Attendance attendance = new Attendance(server.membersMax());
    framed().forEach(client -> client.attend(attendance));
    framed().forEach(client -> client.verify(attendance));
    int asking = connections();
    framed().forEach(FramedClient::askWhoIsThere);
    letRead();
    framed().forEach(FramedClient::nothingIsOwed);
    if (connections() == asking) { // else somebody was cut off by the answers
      framed().forEach(client -> client.verifyAnswers(attendance));
    }
  }

  private int connections() {
    return clients.stream().mapToInt(client -> client.connections).sum();
  }

  private List<FramedClient> framed() {
    return clients.stream()
        .filter(FramedClient.class::isInstance)
        .map(FramedClient.class::cast)
        .toList();
  }

  private String epochOf(ChannelName channel) {
    return Channels.durable(channel) ? store.epoch() : "run" + runs;
  }

  private void letRead() {
    boolean more = true;
    for (int i = 0; i < 40 || more; i++) {
      Violation.unless(Breach.NEVER_AT_REST, i < 5_000, "the clients never come to rest");
      clients.forEach(this::letListen);
      loops.pass(Duration.ofMillis(10));
      more = false;
      for (SimulatedClient client : clients) {
        more |= client.readAll();
        more |= !client.stalled && !(client.connected() && client.listensToAll());
      }
    }
  }

  private void letListen(SimulatedClient client) {
    if (!client.connected()) {
      told("connects", client);
      client.connect(anyDoor());
    }
    client.listenToAll();
  }

  /// What is scheduled, and what the store has at last.
  private void letAllAppear() {
    jump(Duration.ofMinutes(20));
    truth.shows(loops.wallMillis());
    loops.pass(Duration.ofSeconds(1));
    store.verify();
    appointments.verifyAppeared();
  }
}
