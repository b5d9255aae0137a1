package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.CommandWord;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.LateLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Framed sessions that subscribe, unsubscribe, publish, read history and stall in an order that a
/// seed chooses, over logs that answer late. Every command gets one reply; every subscription hears
/// each message after its `from` once and in order, until it is ended, and nothing afterwards.
class FramedSimulationTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 400;
  private static final int CHANNELS = 3;

  @Test
  void subscriptionsThatComeAndGoHearAllThatIsTheirs() {
    long first = Long.getLong("belfry.seed", System.nanoTime());
    System.out.println("FramedSimulationTest: seeds from " + first);
    for (long seed = first; seed < first + SEEDS; seed++) {
      new World(seed).run();
    }
  }

  private static final class World {
    private final long seed;
    private final Random random;
    private final SimulatedLoops simulation;
    private final Logs logs;
    private final List<Client> clients = new ArrayList<>();
    private int published;

    World(long seed) {
      this.seed = seed;
      random = new Random(seed);
      simulation = new SimulatedLoops(2, seed);
      ChannelPolicies policies = ServerConfig.defaults().channelPolicies();
      MemoryBounds bounds = new MemoryBounds(1 << 20, 100, Duration.ofHours(1));
      logs =
          new LateLogs(
              new MemoryLogs(
                  simulation.loops(),
                  policies,
                  bounds,
                  "e1",
                  simulation,
                  new SplittableRandom(seed)));
      Publisher publisher = new Publisher(policies, logs, 1 << 16);
      PresenceBounds presence = new PresenceBounds(10, Duration.ofSeconds(1));
      Presences presences = new Presences(simulation.loops(), policies, presence, simulation);
      for (SimulatedLoop loop : simulation.loops()) {
        FramedRoom framed =
            new FramedRoom(
                policies,
                logs,
                presences.deskOf(loop),
                256,
                1_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(25));
        SessionBounds sessions = new SessionBounds(400, 1 << 20, 4, 0, 64);
        OutboxBudget budget = new OutboxBudget(1 << 20);
        SessionRoom room =
            new SessionRoom(
                new Hub(loop, logs), publisher, sessions, budget, simulation, UlidCreator::getUlid);
        simulation.enter(loop);
        clients.add(new Client(loop, room, framed));
      }
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        act(clients.get(random.nextInt(clients.size())));
      }
      for (int i = 0; i < 5; i++) {
        clients.forEach(client -> client.outlet.resume());
        simulation.pass(Duration.ofSeconds(1));
      }
      Map<String, Long> heads = new HashMap<>();
      for (int i = 0; i < CHANNELS; i++) {
        String channel = "c" + i;
        simulation.enter(clients.getFirst().loop);
        logs.find(
            new ChannelName(channel),
            clients.getFirst().loop,
            found -> heads.put(channel, ((ChannelLog) found).head()));
      }
      simulation.settle();
      clients.forEach(client -> client.verify(heads, seed));
    }

    private void act(Client client) {
      String channel = "c" + random.nextInt(CHANNELS);
      simulation.enter(client.loop);
      switch (random.nextInt(14)) {
        case 0 -> client.outlet.stall();
        case 1 -> client.outlet.resume();
        case 2, 3 -> {
          String since = List.of("earliest", "-5", "now").get(random.nextInt(3));
          client.send(
              new Command.Subscribe(
                  channel, since.equals("now") ? null : since, PresenceWish.NONE));
        }
        case 4 -> client.send(new Command.Unsubscribe(channel));
        case 5 -> client.send(new Command.History(channel, null, null, 10));
        case 6 -> client.send(new Command.Ping(), new Command.Presence(channel));
        case 7, 8 -> {
          Command[] burst = new Command[1 + random.nextInt(10)];
          for (int i = 0; i < burst.length; i++) {
            JsonText data = new JsonText(Integer.toString(published++));
            burst[i] = Command.Publish.of(channel, data);
          }
          client.send(burst);
        }
        default -> simulation.step();
      }
    }
  }

  /// What one client sent and heard.
  private static final class Client {
    private final SimulatedLoop loop;
    private final TestOutlet outlet;
    private final FramedSession session;
    private final List<ClientFrame.Request> sent = new ArrayList<>();

    Client(SimulatedLoop loop, SessionRoom room, FramedRoom framed) {
      this.loop = loop;
      outlet = new TestOutlet(loop);
      session =
          new FramedSession(
              room,
              framed,
              outlet,
              new TestDialect(),
              utf8 -> new TestDialect.Lines(List.of(new String(utf8, StandardCharsets.UTF_8))));
      session.open();
      send(new Command.Connect(null, null, null));
    }

    /// A client whose socket is not read keeps what it has to say to itself.
    void send(Command... commands) {
      if (!outlet.reading) {
        return;
      }
      StringBuilder frame = new StringBuilder();
      for (Command command : commands) {
        ClientFrame.Request request = new ClientFrame.Request(sent.size(), command);
        sent.add(request);
        frame.append(ClientFrames.write(request)).append('\n');
      }
      session.onText(frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// @param heads the last offset of each channel
    void verify(Map<String, Long> heads, long seed) {
      String what = "seed " + seed;
      boolean[] answered = new boolean[sent.size()];
      Map<String, Long> cursors = new HashMap<>();
      for (String line : outlet.received) {
        if (line.startsWith("{")) {
          answer(line, answered, cursors, what);
        } else {
          String[] words = line.split(" ");
          Long cursor = cursors.get(words[0]);
          assertThat(cursor).as(what + ": not subscribed, but " + line).isNotNull();
          assertThat(Long.parseLong(words[1])).as(what + ": " + line).isEqualTo(cursor + 1);
          cursors.put(words[0], cursor + 1);
        }
      }
      assertThat(answered).as(what + ": commands answered").doesNotContain(false);
      cursors.forEach((channel, cursor) ->
          assertThat(cursor)
              .as(what + ": end of " + channel)
              .isEqualTo(heads.getOrDefault(channel, 0L)));
      assertThat(outlet.reading).as(what + ": is read in the end").isTrue();
    }

    private void answer(String line, boolean[] answered, Map<String, Long> cursors, String what) {
      Decoded<ServerFrame> read = ServerFrames.read(line, this::asked);
      if (!(read instanceof Decoded.Frame<ServerFrame>(ServerFrame.Answer(long id, Reply reply)))) {
        throw new AssertionError(what + ": " + read);
      }
      assertThat(answered[(int) id]).as(what + ": answered twice: " + line).isFalse();
      answered[(int) id] = true;
      Command command = sent.get((int) id).command();
      if (command instanceof Command.Subscribe subscribe
          && reply instanceof Reply.Subscribed(_, var from, _)) {
        cursors.put(subscribe.channel(), from.offset());
      }
      if (command instanceof Command.Unsubscribe(String channel)
          && reply instanceof Reply.Unsubscribed) {
        cursors.remove(channel);
      }
    }

    private CommandWord asked(long id) {
      return sent.get((int) id).command().word();
    }
  }
}
