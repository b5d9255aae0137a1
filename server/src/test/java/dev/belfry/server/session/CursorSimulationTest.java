package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.SkippingLogs;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Loops, logs, hubs, sessions and clients in one thread: publishes, cuts, stalls and resumes in an
/// order that a seed chooses. Each client must see each message once and in order, or a gap.
class CursorSimulationTest {
  private static final int SEEDS = 400;
  private static final int STEPS = 600;
  private static final ChannelName[] CHANNELS = {new ChannelName("a"), new ChannelName("b/c")};

  @Test
  void everyClientSeesEachMessageOnceAndInOrderOrIsToldOfAGap() {
    long first = Long.getLong("belfry.seed", System.nanoTime());
    System.out.println("CursorSimulationTest: seeds from " + first);
    for (long seed = first; seed < first + SEEDS; seed++) {
      run(seed, logs -> logs);
    }
  }

  @Test
  void aLoopThatSkipsMessagesIsFoundOut() {
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed < 20; seed++) {
                run(seed, SkippingLogs::new);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed");
  }

  private static void run(long seed, UnaryOperator<Logs> variant) {
    World world = new World(seed, variant);
    for (int i = 0; i < STEPS; i++) {
      world.act();
    }
    world.finish();
    for (SimulatedClient client : world.clients) {
      client.verify(world.published.get(client.channel.text()), seed);
    }
  }

  private static final class World {
    private final Random random;
    private final SimulatedLoops simulation;
    private final Logs logs;
    private final List<SessionRoom> rooms = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final TreeMap<String, TreeMap<Long, String>> published = new TreeMap<>();
    private int sent;

    World(long seed, UnaryOperator<Logs> variant) {
      random = new Random(seed);
      simulation = new SimulatedLoops(3, seed);
      ChannelPolicies policies = ServerConfig.defaults().channelPolicies();
      MemoryBounds bounds = new MemoryBounds(1 << 20, 100, Duration.ofHours(1));
      MemoryLogs memory =
          new MemoryLogs(
              simulation.loops(), policies, bounds, "e1", simulation, new SplittableRandom(seed));
      logs = variant.apply(memory);
      Publisher publisher = new Publisher(policies, logs, 1 << 16);
      for (SimulatedLoop loop : simulation.loops()) {
        SessionBounds sessions = new SessionBounds(120, 1 << 20, 64, 0, 64);
        OutboxBudget budget = new OutboxBudget(1 << 20);
        rooms.add(new SessionRoom(new Hub(loop, logs), publisher, sessions, budget, simulation));
      }
      for (ChannelName channel : CHANNELS) {
        published.put(channel.text(), new TreeMap<>());
      }
      for (int i = 0; i < 8; i++) {
        SimulatedClient client = new SimulatedClient(CHANNELS[i % CHANNELS.length]);
        clients.add(client);
        client.connect(rooms.get(i % rooms.size()), simulation);
      }
    }

    void act() {
      SimulatedClient client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(12)) {
        case 0 -> client.outlet.stall();
        case 1 -> client.outlet.resume();
        case 2 -> {
          client.cut(simulation);
          client.connect(rooms.get(random.nextInt(rooms.size())), simulation);
        }
        case 3, 4, 5 -> publish(CHANNELS[random.nextInt(CHANNELS.length)]);
        default -> simulation.step();
      }
    }

    private void publish(ChannelName channel) {
      SimulatedLoop loop = simulation.loops().get(random.nextInt(3));
      int burst = random.nextInt(20) == 0 ? 300 : 1 + random.nextInt(4);
      simulation.enter(loop);
      for (int i = 0; i < burst; i++) {
        String text = "m" + sent++;
        Draft draft = Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null);
        logs.append(channel, draft, loop, outcome -> keep(channel, text, outcome));
      }
    }

    private void keep(ChannelName channel, String text, AppendOutcome outcome) {
      AppendOutcome.Appended kept = (AppendOutcome.Appended) outcome;
      published.get(channel.text()).put(kept.position().offset(), text);
    }

    void finish() {
      simulation.settle();
      for (int i = 0; i < 3; i++) {
        clients.forEach(client -> client.outlet.resume());
        simulation.pass(Duration.ofSeconds(1));
      }
    }
  }

  /// One client through all its connections.
  private static final class SimulatedClient {
    private final ChannelName channel;
    private final List<String> seen = new ArrayList<>();
    private TestOutlet outlet;
    private FixedSession session;
    private SimulatedLoop loop;
    private long cursor = -1;
    private int handled;

    SimulatedClient(ChannelName channel) {
      this.channel = channel;
    }

    void connect(SessionRoom room, SimulatedLoops simulation) {
      loop = (SimulatedLoop) room.loop();
      simulation.enter(loop);
      outlet = new TestOutlet(loop);
      handled = 0;
      session = new FixedSession(room, outlet, new TestDialect());
      Since since = cursor < 0 ? new Since.Now() : new Since.After(new Position("e1", cursor));
      session.listen(List.of(channel), List.of(since));
    }

    void cut(SimulatedLoops simulation) {
      simulation.enter(loop);
      session.end(1006);
      take();
    }

    /// Takes over what this connection brought. What still waited is lost with it.
    private void take() {
      for (String line : outlet.received.subList(handled, outlet.received.size())) {
        seen.add(line);
        cursor = cursorAfter(line);
      }
      handled = outlet.received.size();
    }

    private long cursorAfter(String line) {
      String[] words = line.split(" ");
      return switch (words[0]) {
        case "begun" -> Math.max(cursor, Long.parseLong(line.replaceAll(".*-|\\]", "")));
        case "gap" -> Long.parseLong(words[3]);
        default -> Long.parseLong(words[1]);
      };
    }

    void verify(NavigableMap<Long, String> published, long seed) {
      take();
      String what = "seed " + seed + ", channel " + channel;
      long at = -1;
      for (String line : seen) {
        String[] words = line.split(" ");
        if (words[0].equals("begun")) {
          long begun = Long.parseLong(line.replaceAll(".*-|\\]", ""));
          at = at < 0 ? begun : at;
        } else if (words[0].equals("gap")) {
          at = Long.parseLong(words[3]);
        } else {
          long offset = Long.parseLong(words[1]);
          Long next = published.higherKey(at);
          assertThat(offset).as(what + " after " + at).isEqualTo(next);
          assertThat(words[2]).as(what).isEqualTo(published.get(offset));
          at = offset;
        }
      }
      assertThat(published.higherKey(at)).as(what + " at the end").isNull();
      assertThat(outlet.waitingBytesMost).as(what).isLessThan(70_000);
    }
  }
}
