package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A server, its clients and its publishers, and what happens to them: one step after another, each
/// drawn from the seed.
final class World {
  private static final int STEPS = 500;
  private static final int BURST = 300;
  private static final CloseReason LEAVING = new CloseReason(CloseCode.LEAVING, "leaving");

  private final Random random;
  private final SimulatedLoops loops;
  private final Truth truth = new Truth();
  private final Disk rows = new Disk(truth);
  private final UnaryOperator<Logs> fault;
  private final Consumer<String> trace;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final List<Attempt> keyed = new ArrayList<>();
  private SimulatedServer server;
  private int runs;
  private int sent;
  private int unanswered;

  private record Attempt(ChannelName channel, Draft draft) {}

  /// @param trace hears of each step
  World(long seed, UnaryOperator<Logs> fault, Consumer<String> trace) {
    this.random = new Random(seed);
    this.loops = new SimulatedLoops(3, seed);
    this.fault = fault;
    this.trace = trace;
    this.server = start();
    for (int i = 0; i < 10; i++) {
      SessionKind kind = i % 2 == 0 ? SessionKind.RAW : SessionKind.STREAM;
      clients.add(new SimulatedClient(i, kind, someChannels(kind), random, loops));
    }
  }

  private SimulatedServer start() {
    return new SimulatedServer(loops, "run" + ++runs, rows, truth, fault);
  }

  private List<ChannelName> someChannels(SessionKind kind) {
    List<ChannelName> channels = new ArrayList<>(Channels.ALL);
    Collections.shuffle(channels, random);
    return channels.subList(0, kind.publishes() ? 1 : 1 + random.nextInt(3));
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
      truth.shows(loops.wallMillis());
    }
    finish();
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
      told("publishes", client);
      client.publish();
    } else if (lot < 930) {
      connectOrStall(client);
    } else if (lot < 990) {
      loops.elapse(Duration.ofMillis(1 + random.nextInt(200)));
    } else {
      rare();
    }
  }

  private void connectOrStall(SimulatedClient client) {
    if (!client.connected()) {
      told("connects", client);
      client.connect(server.rooms().get(random.nextInt(server.rooms().size())));
    } else if (random.nextInt(4) == 0) {
      told("is cut", client);
      client.cut(random.nextInt(4));
    } else {
      client.stalled = random.nextBoolean();
      told(client.stalled ? "stalls" : "reads again", client);
    }
  }

  private void told(String what, SimulatedClient client) {
    trace.accept(client + " " + what);
  }

  private void rare() {
    switch (random.nextInt(4)) {
      case 0 -> {
        Duration jump = Duration.ofSeconds(random.nextInt(600) - 300);
        trace.accept("the wall clock jumps by " + jump);
        loops.jump(jump);
      }
      case 1 -> {
        trace.accept("the server leaves gracefully");
        clients.forEach(client -> client.leave(LEAVING));
      }
      case 2 -> restart();
      default -> burst();
    }
  }

  /// More than a loop may be behind, so that publishes are held back.
  private void burst() {
    ChannelName channel = Channels.ALL.get(random.nextInt(Channels.ALL.size()));
    for (int i = 0; i < BURST; i++) {
      send(new Attempt(channel, draft(channel)));
    }
  }

  /// The process is killed: connections end, what was not committed is lost, and memory with it.
  private void restart() {
    trace.accept("the server is killed and starts again");
    clients.forEach(client -> client.cut(0));
    server.crash();
    loops.forgetTimers();
    loops.settle();
    unanswered = 0;
    server = start();
  }

  // ---- publishing, as over HTTP

  private void publish() {
    if (!keyed.isEmpty() && random.nextInt(8) == 0) {
      retry(keyed.get(random.nextInt(keyed.size())));
      return;
    }
    ChannelName channel = Channels.ALL.get(random.nextInt(Channels.ALL.size()));
    Draft draft = draft(channel);
    Attempt attempt = new Attempt(channel, draft);
    if (draft.idempotencyKey() != null) {
      keyed.add(attempt);
    }
    send(attempt);
  }

  private Draft draft(ChannelName channel) {
    String text = "publisher." + sent++ + "." + "x".repeat(random.nextInt(20) == 0 ? 300 : 3);
    String key = random.nextInt(4) == 0 ? "key" + sent : null;
    String replaceKey = random.nextInt(5) == 0 ? "replace" + random.nextInt(2) : null;
    boolean expires = random.nextInt(10) == 0;
    long expiresAt = expires ? loops.wallMillis() + random.nextInt(2_000) : Long.MAX_VALUE;
    trace.accept("publish " + sent + " to " + channel + ", " + key + ", " + replaceKey);
    byte[] data = text.getBytes(StandardCharsets.US_ASCII);
    return new Draft(data, Message.Kind.TEXT, key, replaceKey, expiresAt, null);
  }

  /// The answer was lost, so the client asks again; some use their key for something else.
  private void retry(Attempt first) {
    boolean other = random.nextInt(5) == 0;
    Draft draft = first.draft;
    byte[] data = other ? "publisher.0.other".getBytes(StandardCharsets.US_ASCII) : draft.data();
    trace.accept("publish again " + draft.idempotencyKey() + (other ? " with another body" : ""));
    send(
        new Attempt(
            first.channel,
            new Draft(
                data,
                draft.kind(),
                draft.idempotencyKey(),
                draft.replaceKey(),
                draft.expiresAtMillis(),
                null)));
  }

  private void send(Attempt attempt) {
    var loop = loops.loops().get(random.nextInt(loops.loops().size()));
    loops.enter(loop);
    unanswered++;
    int run = runs;
    server
        .publisher()
        .publish(attempt.channel, attempt.draft, loop, outcome -> answered(run, outcome));
  }

  private void answered(int run, PublishOutcome outcome) {
    if (run == runs) {
      unanswered--;
    }
    Violation.unless(
        !(outcome instanceof PublishOutcome.Refused(var code, var _)) || code == ErrorCode.CONFLICT,
        "refused: " + outcome);
  }

  // ---- the end

  private void finish() {
    trace.accept("the end: half of the clients read, the others stall");
    for (SimulatedClient client : clients) {
      client.stalled = random.nextBoolean();
    }
    letRead();
    Violation.unless(unanswered == 0, unanswered + " publishes were never answered");
    truth.shows(loops.wallMillis());
    truth.verify();
    clients.forEach(client -> client.verify(truth, "run" + runs, !client.stalled));
    trace.accept("the end: all read");
    clients.forEach(client -> client.stalled = false);
    letRead();
    truth.shows(loops.wallMillis());
    clients.forEach(client -> client.verify(truth, "run" + runs, true));
  }

  private void letRead() {
    for (int i = 0; i < 40; i++) {
      for (SimulatedClient client : clients) {
        if (!client.connected() && i < 36) {
          told("connects", client);
          client.connect(server.rooms().get(random.nextInt(server.rooms().size())));
        }
        client.readAll();
      }
      loops.pass(Duration.ofMillis(10));
    }
  }
}
