package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.server.channel.ChannelName;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Presence on several nodes, step by step.
class SharedPresenceTest {
  private static final ChannelName ROOM = PresenceWorld.ROOM;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PresenceWorld world = new PresenceWorld(1);
  private PresentNode a;
  private PresentNode b;

  @BeforeEach
  void startNodes() {
    a = world.start();
    b = world.start();
    world.pass(Duration.ofSeconds(12));
  }

  private static long joins(RecordingWatcher watcher, String user) {
    return watcher.told.stream()
        .filter(change ->
            change instanceof PresenceChange.Joined joined && joined.member().user().equals(user))
        .count();
  }

  private static long lefts(RecordingWatcher watcher) {
    return watcher.told.stream().filter(PresenceChange.Left.class::isInstance).count();
  }

  @Test
  void aUserOnTwoNodesJoinsOnceAndLeavesOnce() {
    RecordingWatcher atA = a.watch(0, ROOM, PresenceWish.MEMBERS);
    RecordingWatcher atB = b.watch(1, ROOM, PresenceWish.MEMBERS);
    world.pass(SECOND);
    a.join(0, ROOM, "ada");
    world.pass(SECOND);
    b.join(0, ROOM, "ada");
    world.pass(SECOND);
    a.leave(0, ROOM, "ada");
    world.pass(Duration.ofSeconds(10));
    assertThat(atA.users).isEqualTo(Set.of("ada"));
    assertThat(atB.users).isEqualTo(Set.of("ada"));
    assertThat(lefts(atA) + lefts(atB)).isZero();
    b.leave(0, ROOM, "ada");
    world.pass(Duration.ofSeconds(10));
    assertThat(atA.users).isEmpty();
    assertThat(atB.users).isEmpty();
    assertThat(joins(atA, "ada")).isEqualTo(1);
    assertThat(joins(atB, "ada")).isEqualTo(1);
    assertThat(lefts(atA)).isEqualTo(1);
    assertThat(lefts(atB)).isEqualTo(1);
  }

  @Test
  void aLateWatcherIsToldAllAtOnceAndConnectionsAreAddedUp() {
    a.join(0, ROOM, "ada");
    b.join(1, ROOM, "ada");
    b.join(1, ROOM, "bob");
    world.pass(SECOND);
    RecordingWatcher watcher = a.watch(1, ROOM, PresenceWish.MEMBERS);
    world.pass(SECOND);
    assertThat(watcher.told).hasSize(1);
    assertThat(watcher.users).isEqualTo(Set.of("ada", "bob"));
    var members = ((PresenceChange.Members) watcher.told.getFirst()).members();
    assertThat(members).anyMatch(one -> one.user().equals("ada") && one.connections() == 2);
    var present = b.read(0, ROOM);
    world.pass(SECOND);
    assertThat(present.get().count()).isEqualTo(2);
    assertThat(present.get().members()).hasSize(2);
  }

  @Test
  void theMembersOfANodeThatIsKilledLeaveWithinTheBoundAndThoseOfOneThatLeavesAtOnce() {
    RecordingWatcher watcher = a.watch(0, ROOM, PresenceWish.MEMBERS);
    b.join(0, ROOM, "ada");
    PresentNode c = world.start();
    c.join(0, ROOM, "eve");
    world.pass(SECOND);
    assertThat(watcher.users).isEqualTo(Set.of("ada", "eve"));
    c.cluster().close(() -> {});
    world.pass(SECOND);
    assertThat(watcher.users).isEqualTo(Set.of("ada"));
    world.kill(b);
    world.pass(Duration.ofSeconds(6));
    assertThat(watcher.users).isEqualTo(Set.of("ada"));
    world.pass(Duration.ofSeconds(9));
    assertThat(watcher.users).isEmpty();
  }

  @Test
  void anEngineThatStartsAnewWithNothingTakesNobodyAway() {
    RecordingWatcher watcher = a.watch(0, ROOM, PresenceWish.MEMBERS);
    b.join(0, ROOM, "ada");
    world.pass(SECOND);
    for (Duration outage : new Duration[] {Duration.ZERO, Duration.ofSeconds(12)}) {
      world.away(true);
      world.pass(outage);
      world.restartEngine(true);
      world.away(false);
      world.pass(Duration.ofSeconds(40));
    }
    assertThat(watcher.users).isEqualTo(Set.of("ada"));
    assertThat(lefts(watcher)).isZero();
    assertThat(joins(watcher, "ada")).isEqualTo(1);
    b.leave(0, ROOM, "ada");
    world.pass(Duration.ofSeconds(10));
    assertThat(watcher.users).isEmpty();
  }

  @Test
  void aNodeThatStoodStillTellsAllAnew() {
    RecordingWatcher atA = a.watch(0, ROOM, PresenceWish.MEMBERS);
    RecordingWatcher atB = b.watch(0, ROOM, PresenceWish.MEMBERS);
    a.join(0, ROOM, "ada");
    b.join(0, ROOM, "bob");
    world.pass(SECOND);
    b.stop();
    world.pass(Duration.ofMinutes(2)); // what it wrote is swept away
    assertThat(atA.users).isEqualTo(Set.of("ada"));
    b.resume();
    world.pass(Duration.ofSeconds(5));
    assertThat(atA.users).isEqualTo(Set.of("ada", "bob"));
    assertThat(atB.users).isEqualTo(Set.of("ada", "bob"));
    assertThat(lefts(atB)).isZero();
  }

  @Test
  void withoutTheEngineTheOthersAreShownForSomeTimeAndThenOnlyOwnMembers() {
    RecordingWatcher watcher = a.watch(0, ROOM, PresenceWish.MEMBERS);
    a.join(0, ROOM, "ada");
    b.join(0, ROOM, "bob");
    world.pass(SECOND);
    world.away(true);
    a.join(0, ROOM, "eve");
    world.pass(Duration.ofSeconds(10));
    assertThat(watcher.users).isEqualTo(Set.of("ada", "bob", "eve"));
    world.pass(Duration.ofSeconds(20));
    assertThat(watcher.users).isEqualTo(Set.of("ada", "eve"));
    RecordingWatcher late = a.watch(1, PresenceWorld.OTHER, PresenceWish.MEMBERS);
    var present = a.read(1, PresenceWorld.OTHER);
    a.join(0, PresenceWorld.OTHER, "ada");
    world.pass(Duration.ofSeconds(5));
    assertThat(late.users).isEqualTo(Set.of("ada"));
    assertThat(present.get()).isNotNull();
  }

  @Test
  void manyAreOnlyCountedAndNamedAgainWhenFewAreLeft() {
    RecordingWatcher watcher = a.watch(0, ROOM, PresenceWish.MEMBERS);
    for (int i = 0; i < PresenceWorld.MEMBERS_MAX; i++) {
      a.join(0, ROOM, "u" + i);
      b.join(0, ROOM, "u" + i);
    }
    world.pass(Duration.ofSeconds(3));
    assertThat(watcher.users).hasSize(PresenceWorld.MEMBERS_MAX);
    b.join(0, ROOM, "more");
    world.pass(Duration.ofSeconds(3));
    assertThat(watcher.namesAreKnown).isFalse();
    assertThat(watcher.count).isEqualTo(PresenceWorld.MEMBERS_MAX + 1);
    for (int i = 1; i < PresenceWorld.MEMBERS_MAX; i++) {
      a.leave(0, ROOM, "u" + i);
      b.leave(0, ROOM, "u" + i);
    }
    world.pass(Duration.ofSeconds(12));
    assertThat(watcher.users).isEqualTo(Set.of("u0", "more"));
  }

  @Test
  void aChannelThatOnlyCountsCountsEachUserOnce() {
    RecordingWatcher watcher = a.watch(0, PresenceWorld.COUNTED, PresenceWish.MEMBERS);
    a.join(0, PresenceWorld.COUNTED, "ada");
    b.join(0, PresenceWorld.COUNTED, "ada");
    b.join(0, PresenceWorld.COUNTED, "bob");
    world.pass(Duration.ofSeconds(4));
    assertThat(watcher.count).isEqualTo(2);
    a.leave(0, PresenceWorld.COUNTED, "ada");
    world.pass(Duration.ofSeconds(10));
    assertThat(watcher.count).isEqualTo(2);
  }

  @Test
  void aStormOfJoinsIsWrittenInFewBatches() {
    world.pass(SECOND);
    long before = world.writes();
    for (int i = 0; i < 3_000; i++) {
      a.join(i % 2, PresenceWorld.COUNTED, "u" + i % 1_500);
    }
    world.pass(SECOND);
    assertThat(world.writes() - before).isBetween(2L, 6L);
    var present = b.read(0, PresenceWorld.COUNTED);
    world.pass(SECOND);
    assertThat(present.get().count()).isEqualTo(1_500);
  }
}
