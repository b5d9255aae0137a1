package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Joining, leaving and watching on simulated loops.
class PresencesTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration BRIEFLY = Duration.ofMillis(4_900);
  private static final ChannelName ROOM = new ChannelName("room");
  private static final ChannelName COUNTED = new ChannelName("counted");

  private SimulatedLoops loops = new SimulatedLoops(3, 1);
  private Presences presences = presencesOf(loops, 4);

  private static Presences presencesOf(SimulatedLoops loops, int membersMax) {
    return presencesOf(loops, new PresenceBounds(membersMax, GRACE));
  }

  private static Presences presencesOf(SimulatedLoops loops, PresenceBounds bounds) {
    ChannelPolicies policies =
        new ChannelPolicies(
            List.of(
                new ChannelPolicies.Rule(
                    ChannelPattern.parse(COUNTED.text()).orElseThrow(), policy(Presence.COUNT))),
            policy(Presence.TRUE));
    return new Presences(loops.loops(), policies, bounds, loops);
  }

  private static ChannelPolicy policy(Presence presence) {
    History history = new History(0, 1024, Duration.ofMinutes(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, presence);
  }

  private LoopPresence on(int loop) {
    loops.enter(loops.loops().get(loop));
    return presences.on(loops.loops().get(loop));
  }

  private void join(int loop, String user) {
    on(loop).join(ROOM, user, null);
    loops.settle();
  }

  private void leave(int loop, String user) {
    on(loop).leave(ROOM, user);
    loops.settle();
  }

  private RecordingWatcher watch(int loop, PresenceWish wish) {
    RecordingWatcher watcher = new RecordingWatcher();
    on(loop).watch(ROOM, wish, watcher);
    loops.settle();
    return watcher;
  }

  private static List<String> names(RecordingWatcher watcher) {
    return watcher.told.stream()
        .map(change ->
            switch (change) {
              case PresenceChange.Members(List<PresenceMember> all) ->
                  "all " + all.stream().map(PresenceMember::user).toList();
              case PresenceChange.Joined(PresenceMember member) -> "+" + member.user();
              case PresenceChange.Left(PresenceMember member) -> "-" + member.user();
              case PresenceChange.Count(int count) -> "#" + count;
            })
        .toList();
  }

  @Test
  void aUserJoinsWithTheFirstConnectionAndLeavesAfterTheLast() {
    RecordingWatcher watcher = watch(0, PresenceWish.MEMBERS);
    join(0, "ada");
    join(1, "ada");
    leave(0, "ada");
    loops.pass(Duration.ofMinutes(1));
    assertThat(names(watcher)).containsExactly("all []", "+ada");
    leave(1, "ada");
    loops.pass(BRIEFLY);
    assertThat(names(watcher)).containsExactly("all []", "+ada");
    loops.pass(GRACE);
    assertThat(names(watcher)).containsExactly("all []", "+ada", "-ada");
  }

  @Test
  void oneWhoIsBackWithinTheGraceHasNotBeenAway() {
    RecordingWatcher watcher = watch(2, PresenceWish.MEMBERS);
    join(0, "ada");
    for (int i = 0; i < 20; i++) {
      leave(i % 3, "ada");
      loops.pass(BRIEFLY);
      join((i + 1) % 3, "ada");
    }
    loops.pass(Duration.ofMinutes(1));
    assertThat(names(watcher)).containsExactly("all []", "+ada");
  }

  @Test
  void aLateWatcherGetsAllInTheOrderOfJoiningAndThenChanges() {
    RecordingWatcher early = watch(1, PresenceWish.MEMBERS);
    on(0).join(ROOM, "ada", new JsonText("{\"name\":\"Ada\"}"));
    loops.pass(Duration.ofSeconds(1));
    join(1, "bob");
    join(2, "bob");
    for (int loop = 0; loop < 3; loop++) {
      assertThat(names(watch(loop, PresenceWish.MEMBERS))).containsExactly("all [ada, bob]");
    }
    RecordingWatcher late = watch(1, PresenceWish.MEMBERS);
    join(0, "cy");
    assertThat(names(late)).containsExactly("all [ada, bob]", "+cy");
    assertThat(names(early)).containsExactly("all []", "+ada", "+bob", "+cy");
    PresenceChange.Members all = (PresenceChange.Members) late.told.getFirst();
    assertThat(all.members().getFirst().info()).isEqualTo(new JsonText("{\"name\":\"Ada\"}"));
    assertThat(all.members().getLast().connections()).isEqualTo(2);
    assertThat(all.members().getLast().joinedAt())
        .isEqualTo(all.members().getFirst().joinedAt().plusSeconds(1));
  }

  @Test
  void aChannelWithTooManyTellsTheirNumberUntilManyHaveGone() {
    RecordingWatcher watcher = watch(0, PresenceWish.MEMBERS);
    for (int i = 1; i <= 5; i++) {
      join(1, "u" + i);
    }
    loops.pass(Duration.ofSeconds(1));
    assertThat(names(watcher)).containsExactly("all []", "+u1", "+u2", "+u3", "+u4", "#5");
    assertThat(names(watch(2, PresenceWish.MEMBERS))).containsExactly("#5");
    leave(1, "u5");
    loops.pass(GRACE.plusSeconds(1));
    assertThat(names(watcher)).endsWith("#5", "#4");
    leave(1, "u4");
    loops.pass(GRACE.plusSeconds(1));
    assertThat(names(watcher)).endsWith("#5", "#4", "all [u1, u2, u3]");
    join(1, "u4");
    assertThat(names(watcher)).endsWith("all [u1, u2, u3]", "+u4");
  }

  @Test
  void aCountIsToldAtMostOnceInASecond() {
    presences = presencesOf(loops, 1_000);
    RecordingWatcher watcher = watch(0, PresenceWish.COUNT);
    for (int i = 0; i < 3_000; i++) {
      join(i % 3, "u" + i);
      loops.pass(Duration.ofMillis(1));
    }
    loops.pass(Duration.ofSeconds(1));
    assertThat(watcher.count).isEqualTo(3_000);
    assertThat(watcher.told).hasSizeBetween(3, 5);
  }

  @Test
  void aChannelThatOnlyCountsNamesNobody() {
    on(0).join(COUNTED, "ada", null);
    RecordingWatcher watcher = new RecordingWatcher();
    on(1).watch(COUNTED, PresenceWish.MEMBERS, watcher);
    loops.settle();
    assertThat(names(watcher)).containsExactly("#1");
    List<Reply.Present> read = new ArrayList<>();
    on(2).read(COUNTED, read::add);
    loops.settle();
    assertThat(read).containsExactly(new Reply.Present(1, null));
  }

  @Test
  void oneWhoTakesNothingIsToldAllAnewAndNothingWaitsForIt() {
    join(0, "ada");
    RecordingWatcher slow = new RecordingWatcher();
    PresenceWatch watch = on(1).watch(ROOM, PresenceWish.MEMBERS, slow);
    loops.settle();
    slow.stalled = true;
    join(0, "bob");
    join(0, "cy");
    leave(0, "ada");
    loops.pass(GRACE);
    slow.stalled = false;
    join(2, "dee");
    assertThat(names(slow)).containsExactly("all [ada]");
    on(1);
    watch.catchUp();
    watch.catchUp();
    join(2, "eve");
    assertThat(names(slow)).containsExactly("all [ada]", "all [bob, cy, dee]", "+eve");
  }

  @Test
  void moreChangesThanMembersWhileALoopIsBusyAreToldAsTheWhole() {
    presences = presencesOf(loops, new PresenceBounds(4, Duration.ZERO));
    RecordingWatcher watcher = watch(1, PresenceWish.MEMBERS);
    int own = ownerOfRoom();
    for (int i = 0; i < 10_000; i++) {
      on(own).join(ROOM, "ada", null);
      on(own).leave(ROOM, "ada");
    }
    on(own).join(ROOM, "bob", null);
    loops.settle();
    assertThat(names(watcher)).containsExactly("all []", "+ada", "all [bob]");
  }

  private int ownerOfRoom() {
    int[] index = {0};
    on(0);
    presences.ask(ROOM, owner -> index[0] = owner.loop().index());
    loops.settle();
    return index[0];
  }

  @Test
  void aChannelWithoutUsersAndWatchersIsForgotten() {
    PresenceWatch watch = on(1).watch(ROOM, PresenceWish.MEMBERS, new RecordingWatcher());
    join(0, "ada");
    leave(0, "ada");
    loops.pass(GRACE);
    on(1);
    watch.end();
    watch.end();
    loops.settle();
    int[] known = {0};
    on(0);
    presences.ask(ROOM, owner -> known[0] = owner.size());
    loops.settle();
    assertThat(known[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 2_000, 3_000})
  void joinsAndLeavesInAnyOrderEndInWhatIsSo(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
      try {
        runAtRandom(seed);
      } catch (AssertionError failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
  }

  private record Connection(int loop, String user) {}

  private record Watching(int loop, PresenceWatch watch, RecordingWatcher watcher) {}

  private void runAtRandom(long seed) {
    Random random = new Random(seed);
    loops = new SimulatedLoops(3, seed);
    presences = presencesOf(loops, 4);
    List<Connection> connections = new ArrayList<>();
    List<Watching> watching = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      act(random, connections, watching);
      for (int steps = random.nextInt(4); steps > 0; steps--) {
        loops.step();
      }
    }
    loops.settle();
    watching.forEach(this::resume);
    loops.pass(GRACE.plusSeconds(2));
    TreeSet<String> users = new TreeSet<>(connections.stream().map(Connection::user).toList());
    for (Watching one : watching) {
      if (one.watcher.namesAreKnown) {
        assertThat(one.watcher.users).isEqualTo(users);
      } else {
        assertThat(one.watcher.count).isEqualTo(users.size());
      }
    }
  }

  private void resume(Watching one) {
    one.watcher.stalled = false;
    on(one.loop);
    one.watch.catchUp();
  }

  private void act(Random random, List<Connection> connections, List<Watching> watching) {
    int loop = random.nextInt(3);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        Connection one = new Connection(loop, "u" + random.nextInt(6));
        connections.add(one);
        on(loop).join(ROOM, one.user, null);
      }
      case 3, 4 -> {
        if (!connections.isEmpty()) {
          Connection one = connections.remove(random.nextInt(connections.size()));
          on(one.loop).leave(ROOM, one.user);
        }
      }
      case 5 -> {
        RecordingWatcher watcher = new RecordingWatcher();
        PresenceWish wish = random.nextBoolean() ? PresenceWish.MEMBERS : PresenceWish.COUNT;
        watching.add(new Watching(loop, on(loop).watch(ROOM, wish, watcher), watcher));
      }
      case 6 -> {
        if (!watching.isEmpty()) {
          Watching one = watching.get(random.nextInt(watching.size()));
          if (one.watcher.stalled) {
            resume(one);
          } else if (random.nextBoolean()) {
            one.watcher.stalled = true;
          } else {
            on(one.loop);
            one.watch.end();
            watching.remove(one);
          }
        }
      }
      default -> loops.pass(Duration.ofMillis(random.nextInt(7_000)));
    }
  }
}
