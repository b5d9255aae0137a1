package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Users come and go on several nodes, which are killed, stand still and start, while the engine is
/// away, loses hints, and starts anew. Nobody is shown long after a last connection anywhere; and
/// once all is quiet, everybody is told just who is there.
final class PresenceRun {
  private static final int STEPS = 60;
  private static final int USERS = 14;

  /// No ghost later than that.
  private static final long GHOST_MILLIS_MAX = 30_000;

  /// A node that has stood still needs so long to find out what it has missed.
  private static final long AWAKE_MILLIS = 30_000;

  /// A node that can't tell that a user has left counts as there for as long beyond that.
  private static final long UNTOLD_MILLIS_MAX = 15_000;

  /// A last connection that went.
  private record Leave(PresentNode node, ChannelName channel, String user, long goneMillis) {}

  private final Random random;
  private final List<Leave> leaves = new ArrayList<>();
  private final PresenceWorld world;
  private final Consumer<String> trace;
  private final Map<ChannelName, Map<String, Long>> lastConnected = new HashMap<>();
  private final Map<PresentNode, Long> resumed = new HashMap<>();

  PresenceRun(long seed, PresenceFault fault, Consumer<String> trace) {
    this.random = new Random(seed);
    this.world = new PresenceWorld(random.nextLong());
    this.trace = trace;
    world.presence.fenced = fault != PresenceFault.LATE_BATCHES_COUNT;
    world.engine.hidesLostLeases = fault == PresenceFault.LOST_LEASES_ARE_HIDDEN;
    if (fault == PresenceFault.LOST_HINTS_STAY_LOST) {
      world.tells = mark -> new PresenceMark(mark.edition(), 0);
    }
  }

  void run() {
    world.engine.lostOfTen = random.nextInt(6);
    world.engine.doubledOfTen = random.nextInt(4);
    world.start();
    world.start();
    for (int step = 0; step < STEPS; step++) {
      act();
      pass(Duration.ofMillis(random.nextInt(10) == 0 ? 12_000 : random.nextInt(1_500)));
    }
    world.nodes.stream().filter(node -> node.stopped).forEach(this::resume);
    world.away(false);
    pass(Duration.ofSeconds(45));
    checkQuiet();
  }

  private void pass(Duration time) {
    for (long left = time.toMillis(); left > 0; left -= 1_000) {
      note();
      world.pass(Duration.ofMillis(Math.min(left, 1_000)));
      checkGhosts();
    }
  }

  private long now() {
    return world.simulation.nanos() / 1_000_000;
  }

  // ---- what happens

  private void act() {
    List<PresentNode> running = world.nodes.stream().filter(node -> !node.stopped).toList();
    int what = random.nextInt(100);
    if (what < 6) {
      disturbNodes();
    } else if (what < 12) {
      disturbEngine();
    } else if (!running.isEmpty()) {
      PresentNode node = running.get(random.nextInt(running.size()));
      for (int times = 1 + random.nextInt(6); times > 0; times--) {
        use(node, PresenceWorld.CHANNELS.get(random.nextInt(PresenceWorld.CHANNELS.size())));
      }
    }
  }

  private void use(PresentNode node, ChannelName channel) {
    int loop = random.nextInt(2);
    List<String> users =
        node.connected.getOrDefault(channel, Map.of()).keySet().stream().sorted().toList();
    int what = random.nextInt(10);
    if (what == 0) {
      PresenceWish wish = random.nextInt(3) == 0 ? PresenceWish.COUNT : PresenceWish.MEMBERS;
      say("%s watches %s, %s".formatted(node.id, channel, wish));
      node.watch(loop, channel, wish);
    } else if (what < 5 && !users.isEmpty()) {
      String user = users.get(random.nextInt(users.size()));
      say("%s leaves %s at %s".formatted(user, channel, node.id));
      node.leave(loopOf(user), channel, user);
      Leave leave = new Leave(node, channel, user, now() + PresenceWorld.GRACE.toMillis());
      leaves.add(leave);
      lastConnected.get(channel).merge(user, leave.goneMillis, Math::max);
    } else {
      String user = "u" + random.nextInt(USERS);
      say("%s joins %s at %s".formatted(user, channel, node.id));
      node.join(loopOf(user), channel, user);
      note();
    }
  }

  /// A user's connections are all on one loop, whose order they keep.
  private static int loopOf(String user) {
    return Math.floorMod(user.hashCode(), 2);
  }

  private void disturbNodes() {
    PresentNode node = world.nodes.get(random.nextInt(world.nodes.size()));
    if (node.stopped) {
      resume(node);
    } else if (world.nodes.size() > 1 && random.nextInt(3) == 0) {
      say("%s is killed".formatted(node.id));
      world.kill(node);
    } else if (random.nextBoolean()) {
      say("%s stands still".formatted(node.id));
      node.stop();
    } else if (!world.full()) {
      say("%s starts".formatted(world.start().id));
    }
  }

  private void resume(PresentNode node) {
    say("%s goes on".formatted(node.id));
    node.resume();
    resumed.put(node, now());
  }

  private void disturbEngine() {
    switch (random.nextInt(5)) {
      case 0 -> {
        boolean empty = random.nextBoolean();
        say("the engine starts anew, empty: %s".formatted(empty));
        world.restartEngine(empty);
      }
      case 1 -> {
        say("the engine is away");
        world.away(true);
      }
      case 2 -> {
        PresentNode node = world.nodes.get(random.nextInt(world.nodes.size()));
        say("the engine is away for %s".formatted(node.id));
        node.link.away = true;
      }
      default -> {
        say("the engine is back");
        world.away(false);
      }
    }
  }

  private void say(String text) {
    trace.accept(now() + " " + text);
  }

  // ---- what must hold

  /// Remembers who is connected now.
  private void note() {
    for (ChannelName channel : PresenceWorld.CHANNELS) {
      Map<String, Long> last = lastConnected.computeIfAbsent(channel, _ -> new HashMap<>());
      world.connected(channel).forEach(user -> last.merge(user, now(), Math::max));
    }
    leaves.removeIf(leave -> now() - leave.goneMillis > UNTOLD_MILLIS_MAX);
    for (Leave leave : leaves) {
      if (leave.node.link.away) {
        lastConnected.get(leave.channel).merge(leave.user, now(), Math::max);
      }
    }
  }

  private void checkGhosts() {
    note();
    for (PresentNode node : world.nodes) {
      if (!node.stopped && now() - resumed.getOrDefault(node, -AWAKE_MILLIS) >= AWAKE_MILLIS) {
        node.watchers.forEach((channel, watchers) ->
            watchers.forEach(watcher -> checkGhosts(node, channel, watcher)));
      }
    }
  }

  private void checkGhosts(PresentNode node, ChannelName channel, RecordingWatcher watcher) {
    if (watcher.namesAreKnown) {
      for (String user : watcher.users) {
        long since = now() - lastConnected.get(channel).getOrDefault(user, -GHOST_MILLIS_MAX * 2);
        require(
            since <= GHOST_MILLIS_MAX,
            "%s is a ghost in %s at %s".formatted(user, channel, node.id));
      }
    }
  }

  private void checkQuiet() {
    List<Runnable> checks = new ArrayList<>();
    for (PresentNode node : world.nodes) {
      for (ChannelName channel : PresenceWorld.CHANNELS) {
        Set<String> there = world.connected(channel);
        node.watchers
            .getOrDefault(channel, List.of())
            .forEach(watcher -> checks.add(() -> check(node, channel, watcher, there)));
        AtomicReference<Reply.Present> read = node.read(random.nextInt(2), channel);
        checks.add(() -> check(node, channel, read.get(), there));
      }
    }
    world.pass(Duration.ofSeconds(2));
    checks.forEach(Runnable::run);
  }

  private void check(
      PresentNode node, ChannelName channel, RecordingWatcher watcher, Set<String> there) {
    if (watcher.namesAreKnown) {
      require(
          watcher.users.equals(there),
          "%s shows %s in %s, but there are %s".formatted(node.id, watcher.users, channel, there));
    } else {
      require(
          watcher.count == there.size(),
          "%s shows %s in %s, but there are %s".formatted(node.id, watcher.count, channel, there));
    }
  }

  private void check(PresentNode node, ChannelName channel, Reply.Present read, Set<String> there) {
    require(
        read.count() == there.size(),
        "%s reads %s in %s, but there are %s".formatted(node.id, read, channel, there));
    if (read.members() != null) {
      Set<String> users = new TreeSet<>();
      read.members().forEach(member -> users.add(member.user()));
      require(
          users.equals(there), "%s reads %s, but there are %s".formatted(node.id, users, there));
    }
  }

  private void require(boolean good, String text) {
    if (!good) {
      throw new PresenceViolation(now() + " " + text);
    }
  }
}
