package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A fault in telling one is that one's: other members leave, and other watchers are told.
class FailingPresenceTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final ChannelName ROOM = new ChannelName("room");

  private final SimulatedLoops loops = new SimulatedLoops(3, 1);
  private final List<FailingLoop> failing = loops.loops().stream().map(FailingLoop::new).toList();
  private final Presences presences =
      new Presences(
          failing, new ChannelPolicies(List.of(), policy()), new PresenceBounds(4, GRACE), loops);

  private static ChannelPolicy policy() {
    History history = new History(0, 1024, Duration.ofMinutes(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.TRUE);
  }

  private LoopPresence on(int loop) {
    loops.enter(loops.loops().get(loop));
    return presences.on(failing.get(loop));
  }

  private void join(String user) {
    on(0).join(ROOM, user, null);
    loops.settle();
  }

  private void leave(String user) {
    on(0).leave(ROOM, user);
    loops.settle();
  }

  private void watch(int loop, RecordingWatcher watcher) {
    on(loop).watch(ROOM, PresenceWish.MEMBERS, watcher);
    loops.settle();
  }

  /// A loop that does not own the channel.
  private int anotherLoop() {
    int[] index = {0};
    on(0);
    presences.ask(ROOM, owner -> index[0] = owner.loop().index());
    loops.settle();
    return (index[0] + 1) % failing.size();
  }

  @Test
  void aMemberWhoseLeavingCanNotBeToldKeepsNoOtherFromLeaving() {
    RecordingWatcher watcher = new RecordingWatcher();
    int watching = anotherLoop();
    watch(watching, watcher);
    List.of("ada", "bob", "cy").forEach(this::join);
    List.of("ada", "bob").forEach(this::leave);
    failing.get(watching).throwing = 1;
    loops.pass(GRACE);
    leave("cy");
    loops.pass(GRACE);
    assertThat(watcher.users).isEmpty();
    List<Reply.Present> present = new ArrayList<>();
    on(0).read(ROOM, present::add);
    loops.settle();
    assertThat(present.getFirst().count()).isZero();
  }

  @Test
  void aWatcherThatThrowsKeepsNoOtherFromBeingTold() {
    RecordingWatcher watcher = new RecordingWatcher();
    watch(1, new FailingWatcher());
    watch(1, watcher);
    join("ada");
    join("bob");
    assertThat(watcher.told)
        .hasSize(3)
        .filteredOn(PresenceChange.Joined.class::isInstance)
        .hasSize(2);
  }

  private static final class FailingWatcher extends RecordingWatcher {
    @Override
    public boolean offer(Frame frame) {
      throw new IllegalStateException("thrown on purpose");
    }
  }

  /// A loop that does not take the next tasks from others.
  private static final class FailingLoop implements Loop {
    private final SimulatedLoops.SimulatedLoop loop;
    private int throwing;

    FailingLoop(SimulatedLoops.SimulatedLoop loop) {
      this.loop = loop;
    }

    @Override
    public int index() {
      return loop.index();
    }

    @Override
    public LoopCounters counters() {
      return loop.counters();
    }

    @Override
    public boolean inLoop() {
      return loop.inLoop();
    }

    @Override
    public void execute(Runnable task) {
      if (throwing-- > 0) {
        throw new IllegalStateException("thrown on purpose");
      }
      loop.execute(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      loop.schedule(delay, task);
    }
  }
}
